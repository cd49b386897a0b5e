import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { connect as connectTls } from 'node:tls'
import type { ConnectionOptions, RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatLogEntry } from '../../../src/targets/local/proxy/index.ts'
import { type RealDatabase, startRealDatabase } from '../real-database.ts'
import { waitUntil, withFixture } from './proxy-fixture.ts'

let database: RealDatabase

beforeAll(async () => {
  database = await startRealDatabase(['--max-connections=60'])
  await database.query('CREATE DATABASE shop')
  await database.query('CREATE TABLE shop.item (id INT PRIMARY KEY)')
})

afterAll(() => database?.stop())

describe('the debug log', () => {
  it("has RDS Proxy's lines, with endpoint and connection in front", async () => {
    const server = { host: '127.0.0.1', port: database.port }
    await withFixture(database, { server, maxConnections: 1 }, async ({ connect, log, proxy }) => {
      const client = await connect()
      await client.query("SET @@max_join_size = 1000, @note = 'secret value'")
      await client.end()
      await waitUntil('it is reset', () => proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
      const lost = await connect()
      lost.query('SELECT SLEEP(30)').catch(() => undefined)
      await waitUntil('it is sent', () => proxy.status().databaseConnectionsCurrentlyBorrowed === 1)
      lost.destroy()
      await waitUntil('it is noticed', () => log.some(({ message }) => message.includes('in the middle of a request')))
      const lines = log.map(formatLogEntry)
      const start = String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d \[(INFO|WARN)\] \[proxyEndpoint=default\] `
      const address = String.raw`127\.0\.0\.1:\d+`
      for (const line of [
        String.raw`\[clientConnection=\d+\] A new client connected from ${address}\.$`,
        String.raw`\[dbConnection=\d+\] A TCP connection was established from the proxy at ${address} to the database at 127\.0\.0\.1:${database.port}\.$`,
        String.raw`\[clientConnection=\d+\] The client session was pinned to the database connection \[dbConnection=\d+\] for the remainder of the session\. The proxy can't reuse this connection until the session ends\. Reason: SQL changed session settings that the proxy doesn't track\. Consider moving session configuration to the proxy's initialization query\. Digest: "SET @@max_join_size = \? , @note = \?"\.$`,
        String.raw`\[clientConnection=\d+\] The client connection closed\. Reason: The client requested that the connection close\.$`,
        String.raw`\[dbConnection=\d+\] The database connection was released to the connection pool upon session reset\.$`,
        String.raw`\[clientConnection=\d+\] \[dbConnection=\d+\] The database connection closed\. Reason: The client connection that borrowed this database connection from the connection pool was closed in the middle of a request\.$`,
      ]) {
        expect(lines).toContainEqual(expect.stringMatching(new RegExp(start + line)))
      }
      expect(lines.join('\n')).not.toContain('secret value')
    })
  })
})

describe('the numbers of connections in the log', () => {
  it('are their own, also of those that are opened at the same time', async () => {
    await withFixture(database, {}, async ({ connect, log, proxy }) => {
      const clients = await Promise.all(Array.from({ length: 5 }, () => connect()))
      await Promise.all(clients.map((client) => client.query('SELECT SLEEP(0.1)')))
      expect(proxy.status().databaseConnections).toBe(5)
      const opened = log.filter(({ message }) => message.includes('connection was established'))
      const numbers = opened.map(({ databaseConnection }) => databaseConnection)
      expect(numbers.length).toBeGreaterThanOrEqual(5)
      expect(new Set(numbers).size).toBe(numbers.length)
    })
  })

  it('of a client whose database connection was killed is in the log once, as the one that lost it', async () => {
    await withFixture(database, {}, async ({ connect, log, proxy }) => {
      const client = await connect()
      const [rows] = await client.query<RowDataPacket[]>('SELECT CONNECTION_ID() AS id')
      const lost = client.query('SELECT SLEEP(30)').catch((error) => error.code)
      await waitUntil('it is sent', () => proxy.status().databaseConnectionsCurrentlyBorrowed === 1)
      await database.query(`KILL ${rows[0]?.id}`)
      expect(await lost).toBe('PROTOCOL_CONNECTION_LOST')
      await waitUntil('it is gone', () => proxy.status().clientConnections === 0)
      const said = log.filter(({ message }) => message.includes('closed. Reason'))
      expect(said.map(({ message }) => message)).toEqual([
        'The client connection closed. Reason: The database connection was lost.',
      ])
    })
  })
})

describe('TLS from clients', () => {
  it('is 1.2 or 1.3, and no older', async () => {
    await withFixture(database, {}, async ({ connect }) => {
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
        const ssl = { rejectUnauthorized: false, minVersion: version, maxVersion: version } as ConnectionOptions['ssl']
        const client = await connect({ ssl: ssl as NonNullable<typeof ssl> })
        const { stream } = (client as unknown as { connection: { stream: ReturnType<typeof connectTls> } }).connection
        expect(stream.getProtocol()).toBe(version)
        await client.ping()
      }
      const old = { rejectUnauthorized: false, maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' }
      await expect(connect({ ssl: old as NonNullable<ConnectionOptions['ssl']> })).rejects.toThrow()
    })
  })
})

describe('a TLS handshake that fails', () => {
  it("is the client's error, and leaves nothing behind", async () => {
    await withFixture(database, {}, async ({ connect, proxy }) => {
      const strangers = { ca: database.authority }
      await expect(connect({ ssl: strangers })).rejects.toMatchObject({ code: 'HANDSHAKE_SSL_ERROR' })
      await waitUntil('it is gone', () => proxy.status().clientConnections === 0)
      await (await connect()).ping()
    })
  })
})

describe('a client connection', () => {
  it('is closed after its longest life, once it rests', async () => {
    await withFixture(database, { durations: { clientLife: 300 } }, async ({ connect, log, proxy }) => {
      const [resting, busy] = [await connect(), await connect({ database: 'shop' })]
      await busy.query('BEGIN')
      await busy.query('INSERT INTO item VALUES (1)')
      await new Promise((resolve) => resting.once('error', resolve))
      await wait(350)
      await busy.query('COMMIT')
      await waitUntil('nobody is left', () => proxy.status().clientConnections === 0)
      const closed = log.filter(({ message }) => message.includes('reached its longest life'))
      expect(closed).toHaveLength(2)
    })
  })

  it('is closed after its longest life when it is pinned, too', async () => {
    await withFixture(database, { durations: { clientLife: 100 } }, async ({ connect, proxy }) => {
      const client = await connect()
      await client.query('SET @a = 1')
      await waitUntil('it is gone', () => proxy.status().clientConnections === 0)
      await waitUntil('its connection is back', () => proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
    })
  })

  it('is closed for idleness, even when its client does not look', async () => {
    await withFixture(database, { settings: { idleClientTimeout: 0.1 } }, async ({ connect, proxy }) => {
      const client = await connect()
      const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
      stream.pause()
      await waitUntil('it is gone', () => proxy.status().clientConnections === 0)
    })
  })

  it('is not idle while its request takes longer than the idle timeout', async () => {
    await withFixture(database, { settings: { idleClientTimeout: 0.1 } }, async ({ connect }) => {
      const client = await connect()
      expect((await client.query('SELECT SLEEP(0.4) AS s'))[0]).toEqual([{ s: 0 }])
    })
  })

  it('keeps its database connection while it is pinned and idle, and gives it back when it leaves', async () => {
    await withFixture(database, { maxConnections: 1, settings: { borrowTimeout: 0.1 } }, async ({ connect, proxy }) => {
      const [pinned, other] = [await connect(), await connect()]
      await pinned.query('SET @a = 1')
      await expect(other.query('SELECT 1')).rejects.toMatchObject({ errno: 9501 })
      await pinned.end()
      await waitUntil('it is back', () => proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
      expect((await other.query('SELECT @a AS a'))[0]).toEqual([{ a: null }])
    })
  })
})

describe('EXCLUDE_VARIABLE_SETS', () => {
  it('keeps SETs from pinning, and other clients from what they leave', async () => {
    const settings = { pinningFilter: 'exclude-variable-sets' as const }
    await withFixture(database, { maxConnections: 1, settings }, async ({ connect, proxy }) => {
      const [one, two] = [await connect(), await connect()]
      await one.query('SET @a = 1, max_join_size = 1000')
      expect(proxy.status().databaseConnectionsCurrentlyBorrowed).toBe(0)
      expect((await one.query('SELECT @a AS a'))[0]).toEqual([{ a: 1 }])
      expect((await two.query('SELECT @a AS a, @@max_join_size > 1000 AS m'))[0]).toEqual([{ a: null, m: 1 }])
      await two.query("SELECT GET_LOCK('a', 1)")
      expect(proxy.status().databaseConnectionsCurrentlySessionPinned).toBe(1)
    })
  })
})

describe('the target', () => {
  it('is CONNECTION_FAILED when the initialization query cannot be run', async () => {
    await withFixture(database, { settings: { initQuery: 'SET nothing = 1' } }, async ({ proxy }) => {
      await waitUntil('it was tried', () => proxy.status().target.state === 'UNAVAILABLE')
      expect(proxy.status().target).toMatchObject({ reason: 'CONNECTION_FAILED' })
    })
  })
})

describe('a graceful close', () => {
  it('waits neither for pinned clients that rest nor for clients that do not look', async () => {
    await withFixture(database, { durations: { drain: 3_600_000 } }, async ({ connect, proxy }) => {
      const [pinned, blind] = [await connect(), await connect()]
      await pinned.query('SET @a = 1')
      ;(blind as unknown as { connection: { stream: Socket } }).connection.stream.pause()
      await proxy.close(true)
      expect(proxy.status().clientConnections).toBe(0)
      await waitUntil('no connection is left', () => proxy.status().databaseConnections === 0)
    })
  })

  it('lets a transaction go on to its end', async () => {
    await withFixture(database, {}, async ({ connect, proxy }) => {
      const [client, resting] = [await connect({ database: 'shop' }), await connect()]
      const closed = new Promise((resolve) => resting.once('error', resolve))
      await client.query('BEGIN')
      await client.query('INSERT INTO item VALUES (10)')
      const closing = proxy.close(true)
      await closed
      await client.query('INSERT INTO item VALUES (11)')
      await client.query('COMMIT')
      await closing
      expect(await database.query('SELECT COUNT(*) AS n FROM shop.item WHERE id >= 10')).toEqual([{ n: 2 }])
    })
  })

  it('ends one that takes too long', async () => {
    await withFixture(database, { durations: { drain: 100 } }, async ({ connect, proxy }) => {
      const client = await connect({ database: 'shop' })
      await client.query('BEGIN')
      await client.query('INSERT INTO item VALUES (20)')
      await proxy.close(true)
      // Waits for the row's lock, which goes when the server has taken the row back.
      expect(await database.query('SELECT * FROM shop.item WHERE id = 20 FOR UPDATE')).toEqual([])
    })
  })
})
