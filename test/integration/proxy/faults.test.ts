import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { RowDataPacket } from 'mysql2'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, waitUntil, withFixture } from './proxy-fixture.ts'

await forEachServer(
  'faults',
  (server) => {
    let database: RealDatabase

    beforeAll(async () => {
      database = await server.start(['--max-connections=60', '--max-allowed-packet=64M'])
      await database.query('CREATE DATABASE shop')
      await database.query('CREATE TABLE shop.item (id INT AUTO_INCREMENT PRIMARY KEY, text LONGTEXT) ENGINE=InnoDB')
    })

    afterAll(() => database?.stop())

    /** A client that keeps the pool's connections to itself until it rolls back. */
    async function occupy({ connect }: ProxyFixture): Promise<Connection> {
      const client = await connect()
      await client.query('BEGIN')
      await client.query('SELECT 1')
      return client
    }

    const timedOut = { errno: 9501, sqlState: 'HY000', message: 'Timed-out waiting to acquire database connection' }

    test('a request that waits longer than the borrow timeout fails with 9501, and its client lives on', async () => {
      await withFixture(database, { maxConnections: 1, settings: { borrowTimeout: 0.1 } }, async (fixture) => {
        const holder = await occupy(fixture)
        const client = await fixture.connect()
        await expect(client.query('SELECT 1')).rejects.toMatchObject(timedOut)
        await holder.query('COMMIT')
        expect((await client.query('SELECT 2 AS n'))[0]).toEqual([{ n: 2 }])
      })
    })

    test('with a borrow timeout of 0 nobody waits for a connection in use', async () => {
      await withFixture(database, { maxConnections: 1, settings: { borrowTimeout: 0 } }, async (fixture) => {
        const holder = await occupy(fixture)
        const client = await fixture.connect()
        await expect(client.query('SELECT 1')).rejects.toMatchObject(timedOut)
        await holder.query('COMMIT')
        await client.query('SELECT 1')
      })
    })

    test('a client that leaves the queue frees its place, and those behind it are served in turn', async () => {
      await withFixture(database, { maxConnections: 1 }, async (fixture) => {
        const holder = await occupy(fixture)
        const [first, second, third] = await Promise.all([fixture.connect(), fixture.connect(), fixture.connect()])
        const order: number[] = []
        const waiting = (count: number): Promise<void> =>
          waitUntil(`${count} clients wait`, () => fixture.proxy.status().waitingClients === count)
        first.query('SELECT 1').catch(() => order.push(1))
        await waiting(1)
        const left = second.query('SELECT 1').then(() => order.push(2))
        await waiting(2)
        const right = third.query('SELECT 1').then(() => order.push(3))
        await waiting(3)
        first.destroy()
        await waiting(2)
        await holder.query('COMMIT')
        await Promise.all([left, right])
        expect(order.filter((turn) => turn !== 1)).toEqual([2, 3])
      })
    })

    test('a client lost in the middle of a request costs its database connection, not the next client', async () => {
      await withFixture(database, { maxConnections: 2 }, async (fixture) => {
        const client = await fixture.connect()
        const { totals } = fixture.proxy.status()
        const query = client.query('SELECT SLEEP(30)')
        query.catch(() => undefined)
        await waitUntil('the request is sent', () => fixture.proxy.status().totals.queryRequests > totals.queryRequests)
        await waitUntil('it is lent', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 1)
        client.destroy()
        const text =
          'The database connection closed. Reason: The client connection that borrowed this database connection from the connection pool was closed in the middle of a request.'
        await waitUntil('it is closed', () => fixture.log.some(({ message }) => message === text))
        const next = await fixture.connect()
        expect((await next.query('SELECT 1 AS n'))[0]).toEqual([{ n: 1 }])
      })
    })

    test('a client that is silent for too long is closed', async () => {
      await withFixture(database, { settings: { idleClientTimeout: 0.15 } }, async (fixture) => {
        const client = await fixture.connect()
        const ended = new Promise((resolve) => client.once('error', resolve))
        expect(await ended).toMatchObject({ code: 'PROTOCOL_CONNECTION_LOST' })
        await waitUntil('it is gone', () => fixture.proxy.status().clientConnections === 0)
        expect(fixture.log.some(({ message }) => message.includes('The client was idle too long.'))).toBe(true)
      })
    })

    test('idle database connections are trimmed to the limit, and all are replaced at the end of their life', async () => {
      const times = { databaseIdle: 50, databaseLife: 60_000 }
      await withFixture(
        database,
        { durations: times, settings: { maxIdleConnectionsPercent: 40 } },
        async (fixture) => {
          const clients = await Promise.all(Array.from({ length: 5 }, () => fixture.connect()))
          const asked = Promise.all(clients.map((client) => client.query('SELECT SLEEP(0.3)')))
          await waitUntil('five are open', () => fixture.proxy.status().databaseConnections === 5)
          await asked
          await waitUntil('two are left', () => fixture.proxy.status().databaseConnections === 2)
          await clients[0]?.query('SELECT 1')
        },
      )
      await withFixture(database, { durations: { databaseLife: 30 } }, async (fixture) => {
        const client = await fixture.connect()
        const readId = async (): Promise<unknown> => (await client.query('SELECT CONNECTION_ID() AS id'))[0]
        const before = await readId()
        await wait(40)
        await waitUntil(
          'another connection serves',
          async () => JSON.stringify(await readId()) !== JSON.stringify(before),
        )
      })
    })

    test('the initialization query runs on every new database connection and after every reset', async () => {
      const initQuery = "SET @team = 'a;b'; SET SESSION lock_wait_timeout = 55"
      await withFixture(database, { maxConnections: 1, settings: { initQuery } }, async (fixture) => {
        const client = await fixture.connect()
        const sql = 'SELECT @team AS t, @@lock_wait_timeout AS m'
        expect((await client.query(sql))[0]).toEqual([{ t: 'a;b', m: 55 }])
        await client.query("SET @team = 'changed'")
        await client.end()
        const next = await fixture.connect()
        expect((await next.query(sql))[0]).toEqual([{ t: 'a;b', m: 55 }])
      })
    })

    test('while the server is gone idle clients stay, requests wait, and only what was under way fails', async () => {
      await withFixture(database, { settings: { borrowTimeout: 20 } }, async (fixture) => {
        const [idle, busy, inTransaction, waiting] = await Promise.all([1, 2, 3, 4].map(() => fixture.connect()))
        if (!idle || !busy || !inTransaction || !waiting) throw new Error('four clients were wanted')
        await inTransaction.query('BEGIN')
        await inTransaction.query('INSERT INTO shop.item (text) VALUES (1)')
        const sleeping = busy.query('SELECT SLEEP(30)')
        const failed = expect(sleeping).rejects.toMatchObject({ code: 'PROTOCOL_CONNECTION_LOST' })
        await waitUntil('two are lent', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 2)
        await database.crash()
        await failed
        await waitUntil('the target is gone', () => fixture.proxy.status().target.state === 'UNAVAILABLE')
        expect(fixture.proxy.status().target.reason).toBe('UNREACHABLE')
        const answer = waiting.query('SELECT 1 AS n')
        await waitUntil('it waits', () => fixture.proxy.status().waitingClients === 1)
        await database.restart()
        expect((await answer)[0]).toEqual([{ n: 1 }])
        expect((await idle.query('SELECT 2 AS n'))[0]).toEqual([{ n: 2 }])
        await expect(inTransaction.query('SELECT 1')).rejects.toThrow()
        expect(fixture.proxy.status().target).toEqual({ state: 'AVAILABLE' })
      })
    })

    test('the proxy starts before the database, and finds it when it comes', async () => {
      await database.crash()
      await withFixture(database, { settings: { borrowTimeout: 0.1 } }, async (fixture) => {
        const client = await fixture.connect()
        await expect(client.query('SELECT 1')).rejects.toMatchObject(timedOut)
        expect(fixture.proxy.status().target).toMatchObject({ state: 'UNAVAILABLE', reason: 'UNREACHABLE' })
        await database.restart()
        await waitUntil('the target is there', () => fixture.proxy.status().target.state === 'AVAILABLE')
        await client.query('SELECT 1')
      })
    })

    test('a graceful close lets a request finish, and then nothing is left', async () => {
      await withFixture(database, {}, async (fixture) => {
        const client = await fixture.connect()
        const query = client.query('SELECT SLEEP(0.2) AS s')
        await waitUntil('it is sent', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 1)
        const closing = fixture.proxy.close(true)
        expect((await query)[0]).toEqual([{ s: 0 }])
        await closing
        expect(fixture.proxy.status()).toMatchObject({ clientConnections: 0, databaseConnections: 0 })
      })
    })

    test('statements of more than 16 MB pass, both ways', async () => {
      await withFixture(database, {}, async (fixture) => {
        const client = await fixture.connect({ database: 'shop' })
        const text = 'x'.repeat(17 * 1024 * 1024)
        await client.query('INSERT INTO item (id, text) VALUES (1000, ?)', [text])
        const [rows] = await client.query<never[]>('SELECT text, CRC32(text) AS sum FROM item WHERE id = 1000')
        expect((rows[0] as unknown as { text: string }).text === text).toBe(true)
        expect(fixture.proxy.status().databaseConnectionsCurrentlySessionPinned).toBe(1)
      })
    })

    test('a request beyond the limit is refused and its connection closed', async () => {
      await withFixture(database, { limits: { requestBytes: 1000 } }, async (fixture) => {
        const client = await fixture.connect()
        await expect(client.query(`SELECT '${'x'.repeat(2000)}'`)).rejects.toMatchObject({ errno: 1153 })
      })
    })

    test('a client that reads slowly holds back the database instead of filling memory', async () => {
      await database.query('CREATE TABLE shop.big (text LONGTEXT)')
      const row = "(REPEAT('y', 100000))"
      await database.query(`INSERT INTO shop.big VALUES ${Array.from({ length: 256 }, () => row).join(', ')}`)
      await withFixture(database, {}, async (fixture) => {
        const client = await fixture.connect()
        const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
        const before = process.memoryUsage().external
        const answer = client.query<RowDataPacket[]>('SELECT text FROM shop.big')
        stream.pause()
        const states: string[] = []
        await waitUntil('the database has been writing for a while', async () => {
          const processes = await database.query<{ Info: string | null; State: string }>('SHOW FULL PROCESSLIST')
          states.push(processes.find(({ Info }) => Info === 'SELECT text FROM shop.big')?.State ?? 'over')
          const writing = server.isMysql ? 'Sending to client' : 'Writing to net'
          return states.length > 20 && states.slice(-10).every((state) => state === writing)
        })
        expect(process.memoryUsage().external - before).toBeLessThan(8_000_000)
        stream.resume()
        const [rows] = await answer
        expect(rows).toHaveLength(256)
        expect(rows.every((row) => row.text.length === 100_000)).toBe(true)
      })
    })
  },
  { longOnMysql: true },
)
