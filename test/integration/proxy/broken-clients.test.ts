import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { framePayload } from '../../../src/targets/local/proxy/protocol/framing.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture, waitUntil } from './proxy-fixture.ts'

await forEachServer('broken-clients', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture

  beforeAll(async () => {
    database = await server.start()
    fixture = await startFixture(database, {
      maxConnections: 2,
      settings: { requireTls: false },
      clientPasswordAuthType: 'mysql_native_password',
    })
  })

  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
  })

  /** Sends bytes in place of a login and hangs up. Resolves when the proxy has closed the connection too. */
  function send(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      const socket = connect({ port: fixture.proxy.port, host: '127.0.0.1' })
      socket.resume()
      socket.on('error', () => resolve())
      socket.on('close', () => resolve())
      socket.end(bytes)
    })
  }

  async function checkService(): Promise<void> {
    const client = await fixture.connect()
    expect((await client.query('SELECT 1 AS n'))[0]).toEqual([{ n: 1 }])
    await client.end()
  }

  test('any bytes in place of a login do no harm', async () => {
    const login = Buffer.from(`8da20f0000000040e0${'00'.repeat(23)}74657374657200`, 'hex')
    const almostLogin = fc.uint8Array({ maxLength: 60 }).map((rest) => framePayload(Buffer.concat([login, rest]), 1))
    const tlsRequest = fc
      .uint8Array({ maxLength: 60 })
      .map((rest) => Buffer.concat([framePayload(Buffer.from(`00aa${'00'.repeat(30)}`, 'hex'), 1), rest]))
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 80 }), almostLogin, tlsRequest)
    await fc.assert(fc.asyncProperty(bytes, send), { numRuns: 150 })
    await waitUntil('all are gone', () => fixture.proxy.status().clientConnections === 0)
    await checkService()
  })

  /** A client that asks for nothing but its own words, until it is told to stop. Returns how often it had them. */
  async function witness(name: string, isOver: () => boolean): Promise<number> {
    const client = await fixture.connect({ ssl: undefined as never })
    let turn = 0
    for (; !isOver(); turn++) {
      const [rows] = await client.query(`SELECT 'witness ${name} ${turn}' AS words, @mine AS mine, DATABASE() AS d`)
      expect(rows).toEqual([{ words: `witness ${name} ${turn}`, mine: null, d: null }])
    }
    await client.end()
    return turn
  }

  /** Logs in, sends the packets one after the other and then its farewell. Returns all that it was sent. */
  async function say(packets: readonly Buffer[]): Promise<string> {
    const client = await fixture.connect({ ssl: undefined as never })
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
    stream.removeAllListeners('data')
    const received: Buffer[] = []
    const closed = new Promise((resolve) => stream.on('close', resolve))
    stream.on('data', (chunk: Buffer) => received.push(chunk))
    stream.resume()
    stream.write(Buffer.concat([...packets, Buffer.of(1)].map((payload) => framePayload(payload, 0))))
    await closed
    return Buffer.concat(received).toString('latin1')
  }

  const text = (command: number, sql: string): Buffer => Buffer.concat([Buffer.of(command), Buffer.from(sql)])
  const command = fc.oneof(
    fc
      .tuple(fc.integer({ min: 0, max: 0x25 }), fc.uint8Array({ maxLength: 30 }))
      .map(([code, rest]) => Buffer.from([code, ...rest])),
    fc
      .constantFrom('SET @mine = 1', 'BEGIN', "SELECT 'fuzz'", 'SELECT', 'USE mysql', 'DO 1; DO 2')
      .map((sql) => text(3, sql)),
    fc.constantFrom("SELECT ?, 'fuzz'", 'SELECT ?', 'DO', 'SET @mine = ?').map((sql) => text(0x16, sql)),
    // Execute, long data, close, reset and fetch, of a statement that may be there.
    fc
      .tuple(fc.constantFrom(0x17, 0x18, 0x19, 0x1a, 0x1c), fc.uint8Array({ maxLength: 20 }))
      .map(([code, rest]) => Buffer.from([code, 1, 0, 0, 0, ...rest])),
  )

  test('any commands after the login do no harm, nor bring one client what is meant for another', async () => {
    let isOver = false
    const witnesses = ['a', 'b', 'c'].map((name) => witness(name, () => isOver))
    let answered = 0
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 6 }), async (packets) => {
        const received = await say(packets)
        expect(received).not.toContain('witness')
        if (received.includes('fuzz')) answered += 1
      }),
      { numRuns: 200 },
    )
    isOver = true
    for (const turns of await Promise.all(witnesses)) expect(turns).toBeGreaterThan(50)
    expect(answered).toBeGreaterThan(5)
    await waitUntil('all are gone', () => fixture.proxy.status().clientConnections === 0)
    await waitUntil('nothing is lent', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
    expect(fixture.proxy.status().waitingClients).toBe(0)
    await checkService()
  })

  test('requests that are sent ahead are answered in their order', async () => {
    const client = await fixture.connect({ ssl: undefined as never })
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
    stream.removeAllListeners('data')
    const received: Buffer[] = []
    stream.on('data', (chunk: Buffer) => received.push(chunk))
    stream.resume()
    const numbers = Array.from({ length: 50 }, (_, index) => `answer-${index + 100}`)
    stream.write(Buffer.concat(numbers.map((text) => framePayload(Buffer.from(`\x03SELECT '${text}' AS a`), 0))))
    const readAnswers = (): string[] =>
      Buffer.concat(received)
        .toString('latin1')
        .match(/answer-\d+/g) ?? []
    await waitUntil('all answers came', () => readAnswers().length >= numbers.length)
    expect(readAnswers()).toEqual(numbers)
  })
})
