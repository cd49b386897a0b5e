import type { Connection, RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture, waitUntil } from './proxy-fixture.ts'

await forEachServer('pins', (server) => {
  let database: RealDatabase
  /** A pool of one: whoever comes next gets the connection that was used last. */
  let fixture: ProxyFixture

  beforeAll(async () => {
    database = await server.start()
    await database.query('CREATE DATABASE shop')
    await database.query('CREATE TABLE shop.item (id INT PRIMARY KEY, get_lock INT)')
    await database.query('CREATE PROCEDURE shop.remember() SET @a = 1')
    fixture = await startFixture(database, { maxConnections: 1, settings: { borrowTimeout: 0.1 } })
  })

  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
  })

  const connect = () => fixture.connect({ database: 'shop', multipleStatements: true })
  const countPinned = () => fixture.proxy.status().databaseConnectionsCurrentlySessionPinned

  /** Whether the session is pinned after the statement; its client is gone when this is told. */
  async function pins(sql: string, send: (client: Connection) => Promise<unknown> = (client) => client.query(sql)) {
    const client = await connect()
    await send(client)
    const pinned = countPinned()
    await client.end()
    await waitUntil('it is given back', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
    return pinned === 1
  }

  /** RDS user guide, "Avoiding pinning": conditions that cause pinning for MySQL and MariaDB. */
  test.each([
    ['statements longer than 16 KB', `SELECT '${'x'.repeat(16_384)}'`],
    ['PREPARE', "PREPARE s FROM 'SELECT 1'"],
    ['LOCK TABLE', 'LOCK TABLE item READ'],
    ['LOCK TABLES', 'LOCK TABLES item WRITE'],
    ['FLUSH TABLES WITH READ LOCK', 'FLUSH TABLES WITH READ LOCK'],
    ['GET_LOCK()', "SELECT GET_LOCK/* now */('pins', 0)"],
    ['a user variable', 'SET @a = 1'],
    ['a user variable in an expression', 'SELECT @a/* now */:= 1'],
    ['a user variable as a target', 'SELECT 1 INTO /* here */ @a'],
    ['a system variable that is not tracked', 'SET max_join_size = 1000'],
    ['SET TRANSACTION', 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED'],
    ['CREATE TEMPORARY TABLE', 'CREATE TEMPORARY TABLE basket (id INT)'],
    ['ROW_COUNT()', 'SELECT ROW_COUNT()'],
    ['FOUND_ROWS()', 'SELECT FOUND_ROWS()'],
    ['an executable comment', 'SELECT /*!40000 1 + */ 1'],
    ['the second of several statements', 'SELECT 1; SET @a = 1'],
  ])('%s pins', async (_reason, sql) => {
    expect(await pins(sql)).toBe(true)
  })

  test('a statement prepared by the binary protocol pins', async () => {
    expect(await pins('', (client) => client.execute('SELECT ?', [1]))).toBe(true)
  })

  /** The same page: what does not, and text that only looks as if it did. */
  test.each([
    ['a statement of 16 KB', `SELECT '${'x'.repeat(16_384 - 9)}'`],
    ['a transaction', 'BEGIN; INSERT INTO item VALUES (1, 1); ROLLBACK'],
    ['SET LOCAL', 'SET LOCAL max_join_size = 1000'],
    ['a stored procedure', 'CALL remember()'],
    ['USE', 'USE mysql'],
    ['DROP DATABASE', 'CREATE DATABASE gone; DROP DATABASE gone'],
    ['DROP SCHEMA', 'CREATE SCHEMA gone; DROP SCHEMA gone'],
    ['tracked variables', "SET NAMES utf8mb4, time_zone = '+01:00', sql_mode = '', autocommit = 1"],
    ['a session transaction', 'SET SESSION TRANSACTION READ ONLY'],
    ['a string', "SELECT 'SET @a = 1', '/*! */', \"GET_LOCK('a', 1)\", 'it''s \\'; SET @a = 1'"],
    ['a comment', "SELECT 1 /* /*! ; SET @a = 1 */ -- GET_LOCK('a', 1)\n# ; SET @a = 1"],
    ['a column', 'SELECT `get_lock`, get_lock /* 1 */, get_lock/2, item.get_lock - 1 FROM item'],
    ['a user variable that is read', 'SELECT @a'],
    ['a view', 'CREATE OR REPLACE VIEW pinned AS SELECT 1; DROP VIEW pinned'],
  ])('%s does not pin', async (_what, sql) => {
    expect(await pins(sql)).toBe(false)
  })

  test('quotes are read as the session has them', async () => {
    const client = await connect()
    await client.query("SET sql_mode = 'NO_BACKSLASH_ESCAPES'")
    await client.query("SELECT '\\'; SELECT '; SET @a = 1'")
    expect(countPinned()).toBe(0)
    await client.query("SET sql_mode = 'ANSI_QUOTES'")
    await client.query('SELECT 1 AS "\\"; SELECT 1 AS "; SET @a = 1"')
    expect(countPinned()).toBe(0)
    await client.query('SELECT 1 AS "\\"; SET @a = 1; SELECT 1 AS "\\\\"')
    expect(countPinned()).toBe(1)
    await client.end()
  })

  /** What the statement left, as another client sees it on the same connection. */
  async function findLeftAfter(sql: string): Promise<unknown> {
    const [one, two] = [await connect(), await connect()]
    const [[before]] = await one.query<RowDataPacket[]>('SELECT CONNECTION_ID() AS id')
    await one.query(sql)
    const [[left]] = await two.query<RowDataPacket[]>('SELECT @a AS a, DATABASE() AS d, CONNECTION_ID() AS id')
    expect(left?.id).toBe(before?.id)
    await Promise.all([one.end(), two.end()])
    return { a: left?.a, d: left?.d }
  }

  test('what a procedure leaves is not seen by the next client', async () => {
    expect(await findLeftAfter('CALL remember()')).toEqual({ a: null, d: 'shop' })
  })

  test
    .skipIf(server.isMysql)
    .each([
      'BEGIN NOT ATOMIC SET @a = 1; END',
      'IF 1 THEN SET @a = 1; END IF',
      'FOR i IN 1..2 DO SET @a = i; END FOR',
      'SET STATEMENT max_statement_time = 1 FOR USE mysql',
    ])('nor what MariaDB runs outside of procedures: %s', async (sql) => {
    expect(await findLeftAfter(sql)).toEqual({ a: null, d: 'shop' })
  })

  test
    .skipIf(server.isMysql)
    .each([
      'SET STATEMENT max_statement_time = 1 FOR SET @a = 1',
      'SET STATEMENT max_statement_time = 1 FOR CREATE TEMPORARY TABLE basket (id INT)',
      "SET STATEMENT max_statement_time = 1 FOR EXECUTE IMMEDIATE 'SELECT 1'",
    ])('%s pins', async (sql) => {
    expect(await pins(sql)).toBe(true)
  })
})
