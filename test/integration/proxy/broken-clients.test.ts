import { connect } from 'node:net'
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

  test('any commands after the login do no harm, and no pool connection is lost for good', async () => {
    const commands = fc.array(fc.tuple(fc.integer({ min: 0, max: 0x25 }), fc.uint8Array({ maxLength: 30 })), {
      minLength: 1,
      maxLength: 4,
    })
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        const client = await fixture.connect({ ssl: undefined as never })
        const { stream } = (client as unknown as { connection: { stream: import('node:net').Socket } }).connection
        stream.removeAllListeners('data')
        const closed = new Promise((resolve) => stream.on('close', resolve))
        stream.resume()
        stream.end(Buffer.concat(list.map(([command, rest]) => framePayload(Buffer.from([command, ...rest]), 0))))
        await closed
      }),
      { numRuns: 100 },
    )
    await waitUntil('all are gone', () => fixture.proxy.status().clientConnections === 0)
    await waitUntil('nothing is lent', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
    expect(fixture.proxy.status().waitingClients).toBe(0)
    await checkService()
  })

  test('requests that are sent ahead are answered in their order', async () => {
    const client = await fixture.connect({ ssl: undefined as never })
    const { stream } = (client as unknown as { connection: { stream: import('node:net').Socket } }).connection
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
