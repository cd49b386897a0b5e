import { once } from 'node:events'
import { type Connection as CallbackConnection, createConnection as createCallbackConnection } from 'mysql2'
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture } from './proxy-fixture.ts'

/** What mysql2 promises its users, asked of it directly and through the stand-in: the answers must be the same. */
interface Theme {
  name: string
  options?: ConnectionOptions
  ask: (connection: Connection) => Promise<unknown>
}

await forEachServer('mysql2-themes', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture

  beforeAll(async () => {
    database = await server.start(['--max-allowed-packet=64M'])
    await database.query('CREATE DATABASE themes')
    fixture = await startFixture(database)
  })
  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
  })

  // Without JSON: that a text is JSON is told by an extension of MariaDB's protocol, which RDS Proxy for MySQL has not.
  const columns = [
    't TINYINT, ut TINYINT UNSIGNED, s SMALLINT, m MEDIUMINT, i INT, ui INT UNSIGNED, b BIGINT, ub BIGINT UNSIGNED',
    'f FLOAT, d DOUBLE, de DECIMAL(30,10), bi BIT(12), y YEAR, da DATE, ti TIME(6), dt DATETIME(6), ts TIMESTAMP(3) NULL',
    "c CHAR(5), vc VARCHAR(100), tx TEXT, bn BINARY(4), vb VARBINARY(9), bl BLOB, e ENUM('a','b'), se SET('x','y')",
  ].join(', ')

  const values = [
    '-128, 255, -32768, 8388607, -2147483648, 4294967295, -9223372036854775808, 18446744073709551615',
    "1.5, -2.25e100, 12345678901234567890.0123456789, b'101010101010', 2026, '2026-11-23', '-838:59:58.123456', '2026-11-23 01:02:03.456789', '2026-11-23 01:02:03.456'",
    `'ab', 'grüße 🎉', REPEAT('long ', 5000), x'00FF', x'DEADBEEF', REPEAT(x'00', 300), 'b', 'x,y'`,
  ].join(', ')

  async function prepareTypes(connection: Connection): Promise<void> {
    await connection.query('USE themes')
    await connection.query('DROP TABLE IF EXISTS types')
    await connection.query(`CREATE TABLE types (id INT AUTO_INCREMENT PRIMARY KEY, ${columns})`)
    await connection.query(`INSERT INTO types VALUES (NULL, ${values})`)
    await connection.query('INSERT INTO types () VALUES ()')
  }

  async function read(connection: Connection, method: 'query' | 'execute', sql: string, given: unknown[] = []) {
    const answer = method === 'query' ? connection.query(sql, given) : connection.execute(sql, given as never)
    const [rows, fields] = await answer
    const described = (fields as { name: string; columnType?: number; columnLength?: number }[] | undefined)?.map(
      ({ name, columnType, columnLength }) => ({ name, columnType, columnLength }),
    )
    return { rows, described }
  }

  async function fail(promise: Promise<unknown>) {
    const error = await promise.then(
      () => undefined,
      (caught: unknown) => caught as { code: string; errno: number; sqlState: string; message: string },
    )
    return error && { code: error.code, errno: error.errno, sqlState: error.sqlState, message: error.message }
  }

  const everyType: Theme[] = (['query', 'execute'] as const).flatMap((method) =>
    [
      {},
      { supportBigNumbers: true, bigNumberStrings: true },
      { dateStrings: true, decimalNumbers: true },
      { rowsAsArray: true, nestTables: undefined, timezone: '+05:30' },
    ].map((options) => ({
      name: `every type and NULL by ${method}, ${JSON.stringify(options)}`,
      options: options as ConnectionOptions,
      ask: async (connection: Connection) => {
        await prepareTypes(connection)
        return read(connection, method, 'SELECT * FROM types ORDER BY id')
      },
    })),
  )

  const themes: Theme[] = [
    ...everyType,
    {
      name: 'placeholders of every kind of value',
      ask: async (connection) => {
        const given = [
          1,
          -1.5,
          'it\'s "quoted" \\ 🎉',
          null,
          true,
          Buffer.from([0, 39, 92, 255]),
          new Date(1e12),
          2n ** 62n,
        ]
        const marks = given.map((_, index) => `? AS v${index}`).join(', ')
        return [await read(connection, 'query', `SELECT ${marks}`, given), await connection.format(marks, given)]
      },
    },
    {
      name: 'named placeholders, objects and lists',
      options: { namedPlaceholders: true },
      ask: async (connection) => {
        await prepareTypes(connection)
        const named = await connection.query('SELECT :a + :b AS sum', { a: 1, b: 2 } as never)
        const [set] = await connection.query('UPDATE types SET :change WHERE id = 2', { change: { i: 7 } } as never)
        return [named[0], set]
      },
    },
    {
      name: 'prepared parameters of every kind',
      ask: (connection) =>
        read(connection, 'execute', 'SELECT ? AS a, ? AS b, ? AS c, ? AS d', [
          42,
          'text ä',
          null,
          Buffer.from('bytes'),
        ]),
    },
    {
      name: 'a prepared statement that is used again, and closed',
      ask: async (connection) => {
        const statement = await connection.prepare('SELECT ? + 1 AS n')
        const rows = []
        for (const n of [1, 2, 3]) rows.push((await statement.execute([n]))[0])
        await statement.close()
        return rows
      },
    },
    {
      name: 'several results of one text, with an empty one and a write between',
      options: { multipleStatements: true },
      ask: async (connection) => {
        await prepareTypes(connection)
        return (
          await connection.query(
            'SELECT 1 AS a; SELECT * FROM types WHERE id < 0; UPDATE types SET i = 1 WHERE id = 1; SELECT 2 AS b, 3 AS c',
          )
        )[0]
      },
    },
    {
      name: 'an error in the middle of several results',
      options: { multipleStatements: true },
      ask: (connection) => fail(connection.query('SELECT 1; SELECT * FROM nowhere.nothing; SELECT 2')),
    },
    {
      name: 'results of a procedure',
      options: { multipleStatements: true },
      ask: async (connection) => {
        await connection.query('USE themes')
        await connection.query('DROP PROCEDURE IF EXISTS several')
        await connection.query('CREATE PROCEDURE several() BEGIN SELECT 1 AS a; SELECT 2 AS b; END')
        return (await connection.query('CALL several()'))[0]
      },
    },
    {
      name: 'what a write tells: rows, ids, warnings, info',
      ask: async (connection) => {
        await connection.query('USE themes')
        await connection.query('DROP TABLE IF EXISTS counted')
        await connection.query('CREATE TABLE counted (id INT AUTO_INCREMENT PRIMARY KEY, n INT UNIQUE)')
        const written = []
        for (const sql of [
          'INSERT INTO counted (n) VALUES (1), (2), (3)',
          'INSERT IGNORE INTO counted (n) VALUES (3), (4)',
          'REPLACE INTO counted (n) VALUES (4)',
          'INSERT INTO counted (n) VALUES (1) ON DUPLICATE KEY UPDATE n = 10',
          // Left to itself the server reads so small a table whole or by an index as its statistics are, and tells.
          'UPDATE counted FORCE INDEX (PRIMARY) SET n = n + 100 WHERE id > 2',
          'DELETE FROM counted WHERE n = 2',
        ]) {
          written.push((await connection.query(sql))[0])
        }
        return written
      },
    },
    ...[
      'SELECT',
      'SELECT * FROM nowhere.nothing',
      'SELECT nothing FROM mysql.user',
      "INSERT INTO mysql.nothing VALUES ('x')",
      "SELECT CAST('x' AS TIME) + 'nonsense' FROM DUAL WHERE 1 = (SELECT 1 UNION SELECT 2)",
      "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'grüße', MYSQL_ERRNO = 31001",
      'KILL 4294967295',
    ].map((sql): Theme => ({ name: `the error of ${sql}`, ask: (connection) => fail(connection.query(sql)) })),
    {
      name: 'an error in a prepared statement, and the connection afterwards',
      ask: async (connection) => [
        await fail(connection.execute('SELECT * FROM nowhere.nothing WHERE id = ?', [1])),
        (await connection.query('SELECT 1 AS one'))[0],
      ],
    },
    {
      name: 'a row of 20 MB, in packets of 16 MB',
      ask: async (connection) => {
        const [rows] = await connection.query("SELECT REPEAT('0123456789', 2000000) AS big, 'after' AS small")
        const [row] = rows as { big: string; small: string }[]
        return [row?.big.length, row?.big.slice(-10), row?.small]
      },
    },
    {
      name: 'a statement of 20 MB',
      ask: async (connection) => {
        const [rows] = await connection.query('SELECT LENGTH(?) AS n', ['x'.repeat(20_000_000)])
        return rows
      },
    },
    {
      name: '3,000 columns',
      ask: async (connection) => {
        const list = Array.from({ length: 3_000 }, (_, index) => `${index} AS c${index}`)
        return (await connection.query(`SELECT ${list.join(', ')}`))[0]
      },
    },
    ...['utf8mb4_unicode_ci', 'latin1_swedish_ci', 'cp1251_general_ci', 'ucs2_general_ci'].map(
      (charset): Theme => ({
        name: `texts in ${charset}`,
        options: charset.startsWith('ucs2') ? {} : { charset },
        ask: async (connection) => {
          const [rows] = await connection.query(
            "SELECT _utf8mb4'grüße Привет' AS text, @@character_set_results AS results",
          )
          return rows
        },
      }),
    ),
    {
      name: 'a ping, another user, another database and a reset',
      ask: async (connection) => {
        await connection.ping()
        await connection.changeUser({ database: 'themes' })
        return (await connection.query('SELECT DATABASE() AS name, CURRENT_USER() AS user'))[0]
      },
    },
  ]

  function connectDirectly(options: ConnectionOptions): Promise<Connection> {
    const { host, port, user, password, authority } = database
    return createConnection({ host, port, user, password, ssl: { ca: authority }, ...options })
  }

  describe('mysql2 through the stand-in has the same answer as directly', () => {
    it.each(themes)('$name', async ({ ask, options = {} }) => {
      const direct = await connectDirectly(options)
      const through = await fixture.connect(options)
      try {
        const expected = await ask(direct)
        expect(await ask(through)).toEqual(expected)
        expect(expected).toBeDefined()
      } finally {
        direct.destroy()
        through.destroy()
      }
    })

    it('streams a million rows with pauses', async () => {
      const { user, password } = database
      const connection: CallbackConnection = createCallbackConnection({
        ...{ host: '127.0.0.1', port: fixture.proxy.port, user, password, ssl: { ca: fixture.ca } },
      })
      let count = 0
      let sum = 0
      const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS n`).join(' UNION ALL ')
      const million = `WITH d AS (${digits}) SELECT a.n + 10*b.n + 100*c.n + 1000*d.n + 10000*e.n + 100000*f.n + 1 AS seq
        FROM d a, d b, d c, d d, d e, d f`
      const stream = connection.query(million).stream({ highWaterMark: 10 })
      stream.on('data', ({ seq }: { seq: number }) => {
        count += 1
        sum += Number(seq)
        if (count % 250_000 === 0) {
          stream.pause()
          setImmediate(() => stream.resume())
        }
      })
      await once(stream, 'end')
      connection.destroy()
      expect({ count, sum }).toEqual({ count: 1_000_000, sum: 500_000_500_000 })
    })
  })
})
