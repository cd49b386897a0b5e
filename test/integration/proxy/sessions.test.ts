import type { ResultSetHeader, RowDataPacket } from 'mysql2'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture, waitUntil } from './proxy-fixture.ts'

await forEachServer('sessions', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture

  beforeAll(async () => {
    database = await server.start(['--max-connections=50'])
    await database.query('CREATE DATABASE shop')
    await database.query('CREATE DATABASE other')
    await database.query('CREATE TABLE shop.item (id INT AUTO_INCREMENT PRIMARY KEY, owner INT, text LONGTEXT)')
    fixture = await startFixture(database)
  })

  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
  })

  async function readRow(client: Connection, sql: string, values: unknown[] = []): Promise<Record<string, unknown>> {
    const [rows] = await client.query<RowDataPacket[]>(sql, values)
    return rows[0] as Record<string, unknown>
  }

  /** Runs a statement that pins nothing on each connection of the pool, so that none is as it was. */
  async function stirPool(): Promise<void> {
    const clients = await Promise.all(Array.from({ length: 5 }, () => fixture.connect({ database: 'other' })))
    await Promise.all(clients.map((client) => client.query('INSERT INTO shop.item (owner) VALUES (-1)')))
    await Promise.all(clients.map((client) => client.query('SELECT SLEEP(0.02)')))
    await Promise.all(clients.map((client) => client.end()))
  }

  test('each of 200 clients sees its own results, ids, schema and transactions over 5 connections', async () => {
    const clients = await Promise.all(Array.from({ length: 200 }, () => fixture.connect({ database: 'shop' })))
    await Promise.all(
      clients.map(async (client, owner) => {
        if (owner % 20 === 0) await client.query("SET SESSION sql_mode = 'ANSI_QUOTES'")
        if (owner % 25 === 0) await client.query('USE other')
        for (let turn = 0; turn < 2; turn++) {
          const [inserted] = await client.query<ResultSetHeader>('INSERT INTO shop.item (owner) VALUES (?)', [owner])
          expect(await readRow(client, 'SELECT LAST_INSERT_ID() AS id')).toEqual({ id: inserted.insertId })
          await client.beginTransaction()
          await client.query('INSERT INTO shop.item (owner) VALUES (?), (?)', [owner, owner])
          expect(await readRow(client, 'SELECT COUNT(*) AS n FROM shop.item WHERE owner = ?', [owner])).toEqual({
            n: turn + 3,
          })
          await client.rollback()
          const schema = owner % 25 === 0 ? 'other' : 'shop'
          const mode = owner % 20 === 0 ? 'ANSI_QUOTES' : 'default'
          const seen = await readRow(
            client,
            "SELECT DATABASE() AS s, IF(@@sql_mode = 'ANSI_QUOTES', @@sql_mode, 'default') AS m, ? AS o",
            [owner],
          )
          expect(seen).toEqual({ s: schema, m: mode, o: owner })
        }
      }),
    )
    const status = fixture.proxy.status()
    expect(status.clientConnections).toBeGreaterThanOrEqual(200)
    expect(status.databaseConnections).toBe(5)
    expect(status.totals.sessionsPinned).toBe(0)
    expect(status.totals.queryResponses).toBeGreaterThanOrEqual(200 * 2 * 6)
    await Promise.all(clients.map((client) => client.end()))
    await waitUntil('all clients are gone', () => fixture.proxy.status().clientConnections === 0)
  })

  test('a new client sees nothing that others left behind', async () => {
    const first = await fixture.connect({ database: 'shop' })
    await first.query("SET NAMES latin1, time_zone = '+05:00', SESSION sql_mode = ''")
    await first.query("SET @secret = 'mine'")
    await first.query('CREATE TEMPORARY TABLE hidden (a INT)')
    await first.query('INSERT INTO item (owner) VALUES (7)')
    await first.query("SELECT CAST('x' AS SIGNED)")
    await first.end()
    await waitUntil(
      'the pinned connection is back',
      () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0,
    )
    for (let round = 0; round < 10; round++) {
      const client = await fixture.connect()
      expect(
        await readRow(client, 'SELECT @secret AS s, DATABASE() AS d, LAST_INSERT_ID() AS i, @@time_zone AS t'),
      ).toEqual({
        s: null,
        d: null,
        i: 0,
        t: '+00:00',
      })
      await expect(client.query('SELECT * FROM shop.hidden')).rejects.toThrow("doesn't exist")
      await client.end()
    }
  })

  test('warnings belong to the client whose statement gave them', async () => {
    const [one, two] = [await fixture.connect(), await fixture.connect()]
    await one.query("SELECT CAST('x' AS SIGNED)")
    const [others] = await two.query<RowDataPacket[]>('SHOW WARNINGS')
    expect(others).toEqual([])
    await one.query("SELECT CAST('x' AS SIGNED)")
    const [own] = await one.query<RowDataPacket[]>('SHOW WARNINGS')
    expect(own).toHaveLength(1)
  })

  test('warnings and errors survive when others used every connection in between', async () => {
    const client = await fixture.connect({ database: 'shop' })
    await client.query("SELECT CAST('x' AS SIGNED)")
    await stirPool()
    const [warnings] = await client.query<RowDataPacket[]>('SHOW WARNINGS')
    expect(warnings).toMatchObject([{ Level: 'Warning', Message: expect.stringContaining("'x'") }])
    expect((await client.query('show warnings;'))[0]).toEqual(warnings)
    await expect(client.query('SELECT * FROM nowhere')).rejects.toMatchObject({ errno: 1146 })
    await stirPool()
    expect((await client.query('SHOW WARNINGS'))[0]).toMatchObject([{ Level: 'Error', Code: 1146 }])
    await client.query('SELECT 1')
    await stirPool()
    expect((await client.query('SHOW WARNINGS'))[0]).toEqual([])
    await client.end()
  })

  test('the last generated id survives when others used every connection in between', async () => {
    const client = await fixture.connect({ database: 'shop' })
    const [inserted] = await client.query<ResultSetHeader>('INSERT INTO item (owner) VALUES (1)')
    await stirPool()
    expect(await readRow(client, 'SELECT LAST_INSERT_ID() AS id')).toEqual({ id: inserted.insertId })
  })

  test('settings that are tracked are repeated on whichever connection serves next, computed ones too', async () => {
    const client = await fixture.connect()
    await client.query("SET time_zone = '+03:00', NAMES utf8mb4 COLLATE utf8mb4_bin")
    await client.query("SET SESSION sql_mode = CONCAT('ANSI_QUOTES', ',', 'PIPES_AS_CONCAT')")
    await client.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')
    const expected = { z: '+03:00', c: 'utf8mb4_bin', m: 'PIPES_AS_CONCAT,ANSI_QUOTES', i: 'READ-COMMITTED' }
    const isolation = server.isMysql ? '@@transaction_isolation' : '@@tx_isolation'
    const sql = `SELECT @@time_zone AS z, @@collation_connection AS c, @@sql_mode AS m, ${isolation} AS i`
    expect(await readRow(client, sql)).toEqual(expected)
    await stirPool()
    expect(await readRow(client, sql)).toEqual(expected)
    expect(fixture.proxy.status().databaseConnectionsCurrentlySessionPinned).toBe(0)
    await client.end()
  })

  test('with autocommit off, the connection is held from the first statement to the end of the transaction', async () => {
    const client = await fixture.connect({ database: 'shop' })
    await client.query('SET autocommit = 0')
    expect(fixture.proxy.status().databaseConnectionsCurrentlyBorrowed).toBe(0)
    await client.query('SELECT 1')
    expect(fixture.proxy.status().databaseConnectionsCurrentlyBorrowed).toBe(1)
    await client.query('INSERT INTO item (owner) VALUES (9999)')
    await client.query('ROLLBACK')
    expect(fixture.proxy.status().databaseConnectionsCurrentlyBorrowed).toBe(0)
    await stirPool()
    expect(await readRow(client, 'SELECT @@autocommit AS a')).toEqual({ a: 0 })
    expect(await readRow(client, 'SELECT COUNT(*) AS n FROM item WHERE owner = 9999')).toEqual({ n: 0 })
    await client.query('COMMIT')
    await client.query('SET autocommit = 1')
    await client.end()
  })

  test('prepared statements pin, and everything is undone when the client leaves', async () => {
    const client = await fixture.connect({ database: 'shop' })
    const [rows] = await client.execute('SELECT ? + 1 AS n', [41])
    expect(rows).toEqual([{ n: 42 }])
    expect(fixture.proxy.status().databaseConnectionsCurrentlySessionPinned).toBe(1)
    expect(fixture.log.at(-1)?.message).toContain('The client used a prepared statement. Digest: "SELECT ? + ? AS n"')
    expect(fixture.proxy.status().pins).toContainEqual(
      expect.objectContaining({
        digest: 'SELECT ? + ? AS n',
        reason: 'prepared-statement',
        count: 1,
        clients: [expect.stringMatching(/^(::ffff:)?127\.0\.0\.1 \(client \d+\)$/)],
      }),
    )
    await client.end()
    await waitUntil('the connection is back', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
    expect(fixture.proxy.status().databaseConnectionsCurrentlySessionPinned).toBe(0)
    expect(fixture.log.at(-1)?.message).toBe(
      'The database connection was released to the connection pool upon session reset.',
    )
  })

  test('a client that leaves in a transaction has it rolled back, and its locks are freed', async () => {
    const client = await fixture.connect({ database: 'shop' })
    await client.query('INSERT INTO item (id, owner) VALUES (100000, 1)')
    await client.beginTransaction()
    await client.query('UPDATE item SET owner = 2 WHERE id = 100000')
    client.destroy()
    const next = await fixture.connect({ database: 'shop' })
    await next.query('UPDATE item SET owner = owner + 10 WHERE id = 100000')
    expect(await readRow(next, 'SELECT owner FROM item WHERE id = 100000')).toEqual({ owner: 11 })
  })

  test('COM_CHANGE_USER and COM_RESET_CONNECTION begin a new session', async () => {
    const client = await fixture.connect({ database: 'shop' })
    await client.query("SET @a = 1, time_zone = '+01:00'")
    await client.changeUser({ database: 'other' })
    expect(await readRow(client, 'SELECT @a AS a, DATABASE() AS d, @@time_zone AS z')).toEqual({
      a: null,
      d: 'other',
      z: '+00:00',
    })
    await client.query("SET @a = 2, time_zone = '+01:00'")
    await (client as unknown as { reset(): Promise<void> }).reset()
    expect(await readRow(client, 'SELECT @a AS a, DATABASE() AS d, @@time_zone AS z')).toEqual({
      a: null,
      d: 'other',
      z: '+00:00',
    })
    await client.ping()
    await expect(client.changeUser({ password: 'wrong' })).rejects.toMatchObject({ errno: 1045 })
  })

  test('several statements in one request keep what each of them did', async () => {
    const client = await fixture.connect({ multipleStatements: true })
    const [results] = await client.query("USE shop; SET time_zone = '+02:00'; SELECT DATABASE() AS d")
    expect((results as unknown[]).at(-1)).toEqual([{ d: 'shop' }])
    await expect(client.query('USE other; SELECT nothing; USE shop')).rejects.toThrow('nothing')
    await stirPool()
    expect(await readRow(client, 'SELECT DATABASE() AS d, @@time_zone AS z')).toEqual({ d: 'other', z: '+02:00' })
    const single = await fixture.connect()
    await expect(single.query('SELECT 1; SELECT 2')).rejects.toThrow('syntax')
  })

  test('a schema that does not exist is refused at the login, as the server would', async () => {
    await expect(fixture.connect({ database: 'nowhere' })).rejects.toMatchObject({ errno: 1049 })
    const client = await fixture.connect({ database: 'shop' })
    await client.query('CREATE DATABASE passing')
    await client.query('USE passing')
    await client.query('DROP DATABASE passing')
    expect(await readRow(client, 'SELECT DATABASE() AS d')).toEqual({ d: null })
    await client.end()
  })
})
