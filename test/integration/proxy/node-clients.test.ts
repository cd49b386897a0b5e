import { once } from 'node:events'
import mariadb, { type Connection } from 'mariadb'
import mysql from 'mysql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture } from './proxy-fixture.ts'

await forEachServer('node-clients', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture

  beforeAll(async () => {
    database = await server.start()
    await database.query('CREATE DATABASE shop')
  })
  afterAll(() => database?.stop())

  const open: { destroy(): void }[] = []

  async function startShop(clientPasswordAuthType: 'mysql_native_password' | 'caching_sha2_password'): Promise<void> {
    await database.query('DROP TABLE IF EXISTS shop.item')
    await database.query('CREATE TABLE shop.item (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(50), big BIGINT)')
    await database.query(
      "INSERT INTO shop.item (text, big) VALUES ('first', 9007199254740993), ('zweite ä', -1), (NULL, NULL)",
    )
    fixture = await startFixture(database, { clientPasswordAuthType })
  }
  afterEach(async () => {
    for (const each of open.splice(0)) each.destroy()
    await fixture?.stop()
  })

  const login = () => ({
    host: '127.0.0.1',
    port: fixture.proxy.port,
    user: database.user,
    password: database.password,
    database: 'shop',
  })

  describe('the npm client mysql', () => {
    beforeEach(() => startShop('mysql_native_password'))

    function connect(more: object = {}): mysql.Connection {
      const connection = mysql.createConnection({ ...login(), ssl: { ca: fixture.ca }, ...more })
      open.push(connection)
      return connection
    }

    function query<Row>(connection: mysql.Connection, sql: string, values: unknown[] = []): Promise<Row[]> {
      return new Promise((resolve, reject) => {
        connection.query(sql, values, (error, rows) => (error ? reject(error) : resolve(rows as Row[])))
      })
    }

    it('reads rows, NULL and big numbers over TLS, without pinning', async () => {
      const connection = connect({ supportBigNumbers: true, bigNumberStrings: true })
      expect(await query(connection, 'SELECT * FROM item ORDER BY id')).toEqual([
        { id: 1, text: 'first', big: '9007199254740993' },
        { id: 2, text: 'zweite ä', big: '-1' },
        { id: 3, text: null, big: null },
      ])
      expect(fixture.proxy.status()).toMatchObject({ pins: [], totals: { clientConnectionsTLS: 1 } })
    })

    it('writes with placeholders, takes back a transaction and is told of errors', async () => {
      const connection = connect()
      const written = await query(connection, 'INSERT INTO item (text) VALUES (?)', ["it's"])
      expect(written).toMatchObject({ insertId: 4, affectedRows: 1 })
      await query(connection, 'START TRANSACTION')
      await query(connection, 'DELETE FROM item')
      await query(connection, 'ROLLBACK')
      expect(await query(connection, 'SELECT COUNT(*) AS n FROM item')).toEqual([{ n: 4 }])
      await expect(query(connection, 'SELECT * FROM nowhere')).rejects.toMatchObject({ errno: 1146, sqlState: '42S02' })
      expect(await query(connection, 'SELECT text FROM item WHERE id = ?', [4])).toEqual([{ text: "it's" }])
    })

    it('gets several results of one text, streams rows, changes the user and says goodbye', async () => {
      const connection = connect({ multipleStatements: true })
      expect(await query(connection, 'SELECT 1 AS a; SELECT 2 AS b')).toEqual([[{ a: 1 }], [{ b: 2 }]])
      const rows: unknown[] = []
      const stream = connection.query('SELECT id FROM item ORDER BY id').stream()
      stream.on('data', (row: unknown) => rows.push(row))
      await once(stream, 'end')
      expect(rows).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
      await new Promise<void>((resolve, reject) => {
        connection.changeUser({ user: database.user, password: database.password, database: 'mysql' }, (error) =>
          error ? reject(error) : resolve(),
        )
      })
      expect(await query(connection, 'SELECT DATABASE() AS name')).toEqual([{ name: 'mysql' }])
      await new Promise<void>((resolve, reject) => connection.end((error) => (error ? reject(error) : resolve())))
    })

    it('is refused with a wrong password', async () => {
      const connection = connect({ password: 'wrong' })
      await expect(query(connection, 'SELECT 1')).rejects.toMatchObject({ errno: 1045 })
    })
  })

  describe.each(['mysql_native_password', 'caching_sha2_password'] as const)(
    'the npm client mariadb by %s',
    (plugin) => {
      beforeEach(() => startShop(plugin))

      async function connect(more: object = {}): Promise<Connection> {
        const connection = await mariadb.createConnection({ ...login(), ssl: { ca: fixture.ca }, ...more })
        open.push(connection)
        return connection
      }

      it('reads rows, NULL and big numbers over TLS, without pinning', async () => {
        const connection = await connect()
        const rows = await connection.query<object[]>('SELECT * FROM item ORDER BY id')
        expect([...rows]).toEqual([
          { id: 1, text: 'first', big: 9007199254740993n },
          { id: 2, text: 'zweite ä', big: -1n },
          { id: 3, text: null, big: null },
        ])
        expect(fixture.proxy.status()).toMatchObject({ pins: [], totals: { clientConnectionsTLS: 1 } })
      })

      it('writes, takes back a transaction, prepares and is told of errors', async () => {
        const connection = await connect()
        expect(await connection.query('INSERT INTO item (text) VALUES (?)', ["it's"])).toMatchObject({ insertId: 4n })
        await connection.beginTransaction()
        await connection.query('DELETE FROM item')
        await connection.rollback()
        expect([...(await connection.execute<object[]>('SELECT text FROM item WHERE id = ?', [4]))]).toEqual([
          { text: "it's" },
        ])
        expect(fixture.proxy.status().databaseConnectionsCurrentlySessionPinned).toBe(1)
        await expect(connection.query('SELECT * FROM nowhere')).rejects.toMatchObject({
          errno: 1146,
          sqlState: '42S02',
        })
      })

      it('sends batches, streams rows and works as a pool', async () => {
        const connection = await connect()
        const texts = Array.from({ length: 200 }, (_, index) => [`row ${index}`])
        // The proxy offers no bulk execution, so the client sends each row as a statement of its own.
        const written = (await connection.batch('INSERT INTO item (text) VALUES (?)', texts)) as { insertId: bigint }[]
        expect(written.map(({ insertId }) => Number(insertId))).toEqual(texts.map((_, index) => index + 4))
        let count = 0
        for await (const _ of connection.queryStream('SELECT * FROM item')) count += 1
        expect(count).toBe(203)
        const pool = mariadb.createPool({ ...login(), ssl: { ca: fixture.ca }, connectionLimit: 8 })
        try {
          const ids = await Promise.all(
            Array.from(
              { length: 40 },
              async () => (await pool.query<[{ id: number }]>('SELECT CONNECTION_ID() AS id'))[0].id,
            ),
          )
          expect(new Set(ids).size).toBeLessThanOrEqual(5)
          // That is the batch's, which the client prepares; the pool's statements are texts.
          expect(fixture.proxy.status().pins).toMatchObject([{ reason: 'prepared-statement', count: 1 }])
        } finally {
          await pool.end()
        }
      })

      it('is refused with a wrong password', async () => {
        await expect(connect({ password: 'wrong' })).rejects.toMatchObject({ errno: 1045 })
      })
    },
  )
})
