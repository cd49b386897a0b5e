import type { RowDataPacket } from 'mysql2'
import { type Connection, createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture, waitUntil } from './proxy-fixture.ts'
import { startTap } from './tap.ts'

const POOL = 3

await forEachServer('leftovers', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture
  let others: Connection[]

  beforeAll(async () => {
    database = await server.start(['--max-connections=50'])
    for (const schema of ['direct', 'through', 'elsewhere']) {
      await database.query(`CREATE DATABASE ${schema}`)
      await database.query(`CREATE TABLE ${schema}.item (id INT AUTO_INCREMENT PRIMARY KEY, n INT UNIQUE, text TEXT)`)
      await database.query(`CREATE TABLE ${schema}.sequence (id INT)`)
      await database.query(`CREATE TABLE ${schema}.small (id TINYINT AUTO_INCREMENT PRIMARY KEY)`)
      await database.query(`INSERT INTO ${schema}.sequence VALUES (500)`)
      await database.query(`CREATE PROCEDURE ${schema}.add_one() INSERT INTO item (n) VALUES (NULL)`)
    }
    await database.query('ALTER TABLE elsewhere.item AUTO_INCREMENT = 70000')
    fixture = await startFixture(database, { maxConnections: POOL, settings: { requireTls: false } })
    others = await Promise.all(Array.from({ length: POOL }, () => fixture.connect({ database: 'elsewhere' })))
  })

  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
  })

  /** Lets other clients use every connection of the pool, and leave ids, warnings, errors and row counts of their own. */
  async function stirPool(): Promise<void> {
    const before = fixture.proxy.status().totals.queryResponses
    await Promise.all(others.map((client) => client.query('SELECT SLEEP(0.02)')))
    await Promise.all(
      others.map(async (client) => {
        await client.query('INSERT INTO item (n) VALUES (NULL), (NULL), (NULL), (NULL)')
        await client.query('SELECT * FROM foreign_nowhere').catch(() => undefined)
      }),
    )
    await Promise.all(others.map((client) => client.query('SELECT SLEEP(0.02)')))
    expect(fixture.proxy.status().totals.queryResponses - before).toBe(others.length * 4)
  }

  /** The last answer of several statements, each of which comes after everybody else had a turn. */
  async function ask(
    client: Connection,
    statements: readonly string[],
    between: () => Promise<void>,
  ): Promise<unknown> {
    let answer: unknown
    for (const sql of statements) {
      answer = await client
        .query<RowDataPacket[]>(sql)
        .then(([rows, fields]) => ({ rows, names: fields?.map(({ name }) => name) }))
        .catch(({ errno, message }) => ({ errno, message: message.replaceAll('through', 'direct') }))
      await between()
    }
    return JSON.parse(JSON.stringify(answer).replaceAll('through', 'direct'))
  }

  const lastId = 'SELECT LAST_INSERT_ID(), @@last_insert_id AS b, @@session.identity AS c'
  const twoWarnings = "SELECT 0 + 'x', 0 + 'y'"

  describe('the client that asks directly after its statement is told the same as without a pool', () => {
    const cases: Record<string, string[]> = {
      'a generated id': ['INSERT INTO item (n) VALUES (NULL)', lastId],
      'the first id of several rows': ['INSERT INTO item (n) VALUES (NULL), (NULL), (NULL)', lastId],
      'not an id that the statement gave': [
        'INSERT INTO item VALUES (NULL, 1, NULL)',
        "INSERT INTO item VALUES (800, 2, '')",
        lastId,
      ],
      'not an id that an expression gave': [
        'INSERT INTO item (n) VALUES (NULL)',
        'INSERT INTO item (id) VALUES (900 + 1)',
        lastId,
      ],
      'not an id that was copied': ['INSERT INTO item (n) VALUES (NULL)', 'INSERT INTO item (id) SELECT 950', lastId],
      ...Object.fromEntries(
        ["'2e3'", "'21e2x'", '2200.6', "' +2300'", "'2399.5'", "'.24e4'", "'25' '00'", "'\\26\\77'", '27e2'].map(
          (written) => [
            `not an id that was written as ${written}`,
            [
              "SET sql_mode = ''",
              'INSERT INTO item (n) VALUES (NULL)',
              `INSERT INTO item (id, n) VALUES (${written}, NULL)`,
              lastId,
            ],
          ],
        ),
      ),
      'not an id that was cut to what fits': [
        'INSERT INTO item (n) VALUES (NULL)',
        "INSERT IGNORE INTO small (id) VALUES ('300')",
        lastId,
      ],
      'an id beside values that look like numbers': [
        "INSERT INTO item (text) VALUES ('2026-11-23 10:00:00')",
        "INSERT INTO item (text) VALUES ('-')",
        lastId,
      ],
      'a generated id among given ones': ['INSERT INTO item (id) VALUES (1000), (NULL)', lastId],
      'an id of INSERT ... RETURNING': ['INSERT INTO item (n) VALUES (NULL) RETURNING n', lastId],
      'the id of a row that was updated instead': [
        'INSERT INTO item (id, n) VALUES (1200, 77), (1201, 78)',
        "INSERT INTO item (n, text) VALUES (77, CONCAT('a', 'b')) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)",
        lastId,
      ],
      'an id of LAST_INSERT_ID(expression) in an update': ['UPDATE sequence SET id = LAST_INSERT_ID(id + 1)', lastId],
      'an id of LAST_INSERT_ID(expression) alone': ['DO LAST_INSERT_ID(4711)', lastId],
      'an id that a procedure generated': ['CALL add_one()', lastId],
      'an id after statements that leave it': [
        'INSERT INTO item (n) VALUES (NULL)',
        'SELECT 1',
        'BEGIN',
        lastId,
        'COMMIT',
        lastId,
      ],
      'an id in a statement of more than 16 KB': [
        'INSERT INTO item (n) VALUES (NULL)',
        `SELECT LAST_INSERT_ID() AS id, LENGTH('${'x'.repeat(17_000)}') AS n`,
      ],
      'an id once the session is pinned': ['INSERT INTO item (n) VALUES (NULL)', 'SET @a = 1', lastId],
      'no warnings': ['SELECT 1', 'SHOW WARNINGS'],
      'all warnings': [twoWarnings, 'SHOW WARNINGS'],
      'the second warning': [twoWarnings, 'SHOW WARNINGS LIMIT 1, 1'],
      'the first warning': [twoWarnings, 'show /* */ warnings limit 1 offset 0 ;'],
      'no errors': [twoWarnings, 'SHOW ERRORS'],
      errors: ['SELECT * FROM nowhere', 'SHOW ERRORS LIMIT 5'],
      'the number of warnings': [twoWarnings, 'SHOW COUNT(*) WARNINGS'],
      'the number of errors': ['SELECT * FROM nowhere', 'SHOW COUNT(*) ERRORS'],
      'both numbers as variables': [
        twoWarnings,
        'SELECT @@warning_count, @@session.error_count, @@error_count + 1 AS more',
      ],
      'both numbers of an error': ['SELECT * FROM nowhere', 'SELECT @@warning_count, @@error_count'],
      'more warnings than are kept': [
        `SELECT ${Array.from({ length: 70 }, () => "0 + 'x'").join(', ')}`,
        'SHOW COUNT(*) WARNINGS',
      ],
      'a mistake in the question': [twoWarnings, 'SHOW WARNINGS LIMIT'],
      'rows that were changed': [
        'INSERT INTO item (n) VALUES (NULL), (NULL)',
        'SELECT ROW_COUNT(), (ROW_COUNT()) AS b',
      ],
      'no row count after a result': ['SELECT 1', 'SELECT ROW_COUNT()'],
      'no row count after an error': ['SELECT * FROM nowhere', 'SELECT row_count ( ) , 2 FROM DUAL'],
      'rows that were found': ['SELECT 1 UNION SELECT 2', 'SELECT FOUND_ROWS(), IF(1, FOUND_ROWS(), 0) AS b'],
      'all rows that would have been found': [
        'SELECT SQL_CALC_FOUND_ROWS 1 FROM (SELECT 1 UNION SELECT 2 UNION SELECT 3) AS t LIMIT 1',
        'SELECT FOUND_ROWS()',
      ],
      'a row count of the same request': ['SELECT 1', 'DO 1; SELECT ROW_COUNT()'],
      'nothing of others in the diagnostics': ['SELECT 1', 'GET DIAGNOSTICS @n = NUMBER', 'SELECT @n'],
    }
    it.each(Object.entries(cases))('%s', async (_, statements) => {
      const options = { user: database.user, password: database.password, multipleStatements: true }
      const direct = await createConnection({ ...options, socketPath: database.socketPath, database: 'direct' })
      const through = await fixture.connect({ ...options, database: 'through' })
      try {
        const expected = await ask(direct, statements, async () => undefined)
        expect(await ask(through, statements, stirPool)).toEqual(expected)
      } finally {
        direct.destroy()
        await through.end()
        await waitUntil('all is given back', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
      }
    })
  })

  describe('what is left behind by another client', () => {
    it('is not in the list of warnings, though statements without tables keep that', async () => {
      const [one, two] = [await fixture.connect(), await fixture.connect()]
      await Promise.all(others.map((client) => client.query(`${twoWarnings}, SLEEP(0.02)`)))
      await two.query('SELECT 1')
      expect((await two.query('SHOW WARNINGS'))[0]).toEqual([])
      await one.query('BEGIN')
      expect((await one.query('SHOW WARNINGS'))[0]).toEqual([])
      await one.query('SET @a = 1')
      expect((await one.query('SELECT @@warning_count AS n'))[0]).toEqual([{ n: 0 }])
      await Promise.all([one.end(), two.end()])
    })

    it('dies with a connection that is lost while it is read, and who wanted that connection gets another', async () => {
      const tap = await startTap({ socketPath: database.socketPath })
      const cut = await startFixture(database, { server: tap.address, maxConnections: 1 })
      const [one, two] = [await cut.connect(), await cut.connect()]
      await one.query(twoWarnings)
      tap.cutOnce('SHOW WARNINGS')
      expect((await two.query('SELECT 2 AS n'))[0]).toEqual([{ n: 2 }])
      expect((await one.query('SHOW WARNINGS'))[0]).toEqual([])
      await cut.stop()
      await tap.close()
    })
  })
})
