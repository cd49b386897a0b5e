import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { Capability } from '../../../src/targets/local/proxy/protocol/capabilities.ts'
import { Command } from '../../../src/targets/local/proxy/protocol/commands.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture, waitUntil } from './proxy-fixture.ts'
import { modernCapabilities, RawClient } from './raw-client.ts'

const MEBIBYTE = 1024 ** 2

/** One execution without a cursor, no NULL, two strings whose values were sent already. */
const execution = Buffer.from([0, 1, 0, 0, 0, 0, 1, 0xfd, 0, 0xfd, 0])

await forEachServer('long-data', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture
  const clients: RawClient[] = []

  beforeAll(async () => {
    database = await server.start(['--max-allowed-packet=64M'])
    await database.query('CREATE DATABASE shop')
    fixture = await startFixture(database, {
      settings: { requireTls: false },
      clientPasswordAuthType: 'mysql_native_password',
      maxConnections: 1,
    })
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy()
    await waitUntil('all is given back', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
  })
  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
  })

  async function open(): Promise<RawClient> {
    const { user, password } = database
    const { port } = fixture.proxy
    const capabilities = modernCapabilities | Capability.deprecateEof
    const client = await RawClient.open({ port, user, password, database: 'shop', capabilities })
    clients.push(client)
    return client
  }

  async function prepare(client: RawClient, sql: string): Promise<Buffer> {
    const [answer] = await client.ask(Command.statementPrepare, sql)
    expect(answer?.[0]).toBe(0)
    return (answer as Buffer).subarray(1, 5)
  }

  const send = (client: RawClient, statement: Buffer, parameter: number, data: Buffer): Promise<Buffer[]> =>
    client.ask(Command.statementSendLongData, statement, Buffer.of(parameter, 0), data)

  it('values that are sent in parts, one of them longer than a frame, come together in the database', async () => {
    const client = await open()
    const statement = await prepare(client, 'SELECT LENGTH(?) AS length, SHA2(?, 256) AS digest')
    const parts = [1, 17 * MEBIBYTE, 3 * MEBIBYTE, 2 ** 24 - 8].map((length) => Buffer.alloc(length, 'abcdefg'))
    for (const part of parts) {
      await send(client, statement, 0, part)
      await send(client, statement, 1, part.subarray(0, 2))
    }
    const answer = await client.ask(Command.statementExecute, statement, execution)
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const row = answer.at(-2) as Buffer
    // No error, no NULL; of the length the lower bytes.
    expect(row.readUInt32LE(2)).toBe(length)
    // SHA-256 of "a", "ab", "ab" and "ab".
    expect(row.toString('latin1')).toMatch(/d81bbe4d3be23ee825ac14cced043f407a21a67b16d7ce6d80724481bb8ffb48$/)
  })

  it('a value that is longer than the server allows is its error, and the session goes on', async () => {
    const client = await open()
    const statement = await prepare(client, 'SELECT LENGTH(?), LENGTH(?)')
    for (let part = 0; part < 7; part++) await send(client, statement, 0, Buffer.alloc(10 * MEBIBYTE, 'x'))
    await send(client, statement, 1, Buffer.from('y'))
    const [answer] = await client.ask(Command.statementExecute, statement, execution)
    expect(answer?.[0]).toBe(0xff)
    await client.ask(Command.statementReset, statement)
    expect(await client.ask(Command.query, 'SELECT 1')).toHaveLength(4)
  })

  it('what a client has sent for a statement and never executed comes to nobody else', async () => {
    const left = await open()
    await send(left, await prepare(left, 'SELECT CONCAT(?, ?)'), 0, Buffer.alloc(MEBIBYTE, 'x'))
    left.destroy()
    const next = await open()
    const statement = await prepare(next, 'SELECT CONCAT(?, ?) AS seen')
    for (const parameter of [0, 1]) await send(next, statement, parameter, Buffer.from('mine'))
    const answer = await next.ask(Command.statementExecute, statement, execution)
    expect(answer.at(-2)?.toString('latin1')).toMatch(/minemine$/)
  })

  it('a client that sends faster than the database reads is held back', async () => {
    const client = await open()
    const statement = await prepare(client, 'SELECT ?, ?')
    const { socket } = client
    const limit = 200
    const sent = () => socket.bytesWritten - socket.writableLength
    const before = sent()
    process.kill(database.pid, 'SIGSTOP')
    try {
      const part = Buffer.alloc(MEBIBYTE, 'x')
      for (let count = 0; count < limit; count++) void send(client, statement, 0, part)
      let steady = 0
      for (let last = -1; steady < 50 && sent() - before < limit * MEBIBYTE; last = sent()) {
        steady = last === sent() ? steady + 1 : 0
        await wait(5)
      }
      expect(sent() - before).toBeLessThan((limit / 4) * MEBIBYTE)
    } finally {
      process.kill(database.pid, 'SIGCONT')
    }
    // It is served when the database reads again: what it asks now comes after all of that.
    const [answer] = await client.ask(Command.statementReset, statement)
    expect(answer?.[0]).toBeDefined()
    expect(sent() - before).toBeGreaterThan(limit * MEBIBYTE)
  })
})
