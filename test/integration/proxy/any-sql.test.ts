import fc from 'fast-check'
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClassifyOptions } from '../../../src/targets/local/proxy/sql/classify-options.ts'
import { classifyStatements } from '../../../src/targets/local/proxy/sql/classify-statement.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'

/** How many texts for each sql_mode; some ten thousand where there is time. */
const numRuns = Number(process.env.ANY_SQL_RUNS ?? 1_000)

/** Whatever decides where a string, a comment or a statement ends, and what sets the variable @a. */
const pieces = fc.oneof(
  fc.constantFrom("'", '"', '`', "''", '""', '\\', "\\'", "N'", "_utf8mb4'", '@`a`=1', '@"a":=1', 'AS "x"', '`x`'),
  fc.constantFrom('/*', '*/', '/*!', '/*M!', '/*!99999 ', '/*!40000 ', '/**/', '/*+', '--', '-- ', '--\n', '--\x7f'),
  fc.constantFrom('#', '\n', ';', '; ', ' ', ',', '(', ')', '*', '/', '.', '=', '@@', '\x01', '1', 'x', '0x'),
  fc.constantFrom('; SET @a=1', ';SET @a=1;', 'SET @a=1', '@a:=1', '@a/**/:=1', ' INTO @a ', ', @a=1', 'DO @a := 1'),
  fc.constantFrom('SELECT ', 'SET ', 'DO ', 'BEGIN', 'END', 'FOR ', 'VALUES(', 'STATEMENT max_statement_time=1 FOR '),
)
const texts = fc
  .tuple(fc.constantFrom('', 'SELECT 1'), fc.array(pieces, { maxLength: 9 }), fc.constantFrom('', '; SET @a=1'))
  .map(([first, middle, last]) => first + middle.join('') + last)

await forEachServer('any SQL', (server) => {
  let database: RealDatabase
  let session: Connection

  beforeAll(async () => {
    database = await server.start()
    session = await createConnection({ socketPath: database.socketPath, user: 'root', multipleStatements: true })
  })

  afterAll(async () => {
    session?.destroy()
    await database?.stop()
  })

  /** Whether the server takes the text, and whether @a has another value after it. */
  async function run(sql: string): Promise<{ accepted: boolean; isSet: boolean }> {
    await session.query("SET @a = 'before'")
    const accepted = await session.query(sql).then(
      () => true,
      () => false,
    )
    const [[row]] = await session.query<RowDataPacket[]>('SELECT @a AS a')
    return { accepted, isSet: row?.a !== 'before' }
  }

  test.each(['', 'ANSI_QUOTES', 'NO_BACKSLASH_ESCAPES', 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'])(
    'that sets a variable is seen to, and no other, with sql_mode %j',
    async (mode) => {
      await session.query(`SET sql_mode = '${mode}'`)
      const options: ClassifyOptions = {
        backslashEscapes: !mode.includes('BACKSLASH'),
        ansiQuotes: mode.includes('ANSI'),
        asciiTrailBytes: false,
        excludeVariableSets: false,
      }
      let set = 0
      await fc.assert(
        fc.asyncProperty(texts, async (sql) => {
          const effects = classifyStatements(Buffer.from(sql), options)
          const { accepted, isSet } = await run(sql)
          if (isSet) expect(effects.some(({ pin, leavesTraces }) => pin !== undefined || leavesTraces)).toBe(true)
          else if (accepted) expect(effects.map(({ pin }) => pin)).not.toContain('user-variable')
          if (isSet) set += 1
        }),
        { numRuns },
      )
      expect(set).toBeGreaterThan(numRuns / 200)
    },
  )
})
