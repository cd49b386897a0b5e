import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClassifyOptions } from '../../../src/targets/local/proxy/sql/classify-options.ts'
import { classifyStatements } from '../../../src/targets/local/proxy/sql/classify-statement.ts'

const usual: ClassifyOptions = {
  backslashEscapes: true,
  asciiTrailBytes: false,
  ansiQuotes: false,
  excludeVariableSets: false,
}

function classify(sql: string | Buffer, options: Partial<ClassifyOptions> = {}) {
  return classifyStatements(Buffer.from(sql), { ...usual, ...options })
}

function findPin(sql: string, options: Partial<ClassifyOptions> = {}) {
  return classify(sql, options).find(({ pin }) => pin)?.pin
}

test.each([
  ["PREPARE s FROM 'SELECT 1'", 'prepared-statement'],
  ['execute s', 'prepared-statement'],
  ['LOCK TABLES t READ', 'locked-tables'],
  ['lock table t write', 'locked-tables'],
  ['FLUSH TABLES WITH READ LOCK', 'locked-tables'],
  ['FLUSH TABLES t, u WITH READ LOCK', 'locked-tables'],
  ["SELECT GET_LOCK('a', 1)", 'named-lock'],
  ["DO get_lock ('a', 1)", 'named-lock'],
  ["SELECT GET_LOCK/**/('a', 1)", 'named-lock'],
  ['SET @a = 1', 'user-variable'],
  ['SET autocommit = 1, @a = 1', 'user-variable'],
  ["SET @'a b' := 1", 'user-variable'],
  ["SET PASSWORD = PASSWORD('a, b'), @a = 1", 'user-variable'],
  ['SELECT @a := 1', 'user-variable'],
  ['SELECT @a\n:=1', 'user-variable'],
  ['SELECT @a/**/:=1', 'user-variable'],
  ['SELECT @a -- now\n:= 1', 'user-variable'],
  ['SET time_zone = (@a /* zone */ := 1)', 'user-variable'],
  ['INSERT INTO t VALUES (@a/**/:=1)', 'user-variable'],
  ['SELECT 1 INTO @a', 'user-variable'],
  ['SELECT 1 INTO /* here */ @a', 'user-variable'],
  ['SET STATEMENT max_statement_time = 1 FOR SET @a = 1', 'user-variable'],
  ['SET STATEMENT sort_buffer_size = (SELECT 1), max_statement_time = 1 FOR LOCK TABLES t READ', 'locked-tables'],
  ["SET STATEMENT max_statement_time = 1 FOR EXECUTE IMMEDIATE 'SELECT 1'", 'prepared-statement'],
  ['SET STATEMENT max_statement_time = 1 FOR CREATE TEMPORARY TABLE t (a INT)', 'temporary-table'],
  ['BACKUP STAGE START', 'locked-tables'],
  ['SET SESSION sql_safe_updates = 1', 'untracked-variable'],
  ['SET @@session.max_join_size = 5', 'untracked-variable'],
  ['SET foreign_key_checks=0', 'untracked-variable'],
  ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'next-transaction'],
  ["SET @@transaction_isolation = 'READ-COMMITTED'", 'next-transaction'],
  ['SET @@tx_read_only = 1', 'next-transaction'],
  ['CREATE TEMPORARY TABLE t (a INT)', 'temporary-table'],
  ['CREATE OR REPLACE TEMPORARY TABLE t (a INT)', 'temporary-table'],
  ['SELECT FOUND_ROWS()', 'found-rows'],
  ['SELECT ROW_COUNT()', 'found-rows'],
  ['SELECT SQL_CALC_FOUND_ROWS * FROM t', 'found-rows'],
  ['/*!40101 SET NAMES utf8 */', 'executable-comment'],
  ['SELECT /*M!100100 1 */ 2', 'executable-comment'],
  [`SELECT '${'x'.repeat(16_384)}'`, 'long-statement'],
  ['/* hello */ -- dash\n # hash\n SET @a = 1', 'user-variable'],
  ['SELECT 1; SET @a = 1', 'user-variable'],
  ["SELECT 'a\\'; '; SET @a = 1", 'user-variable'],
])('%s pins (%s)', (sql, reason) => {
  expect(findPin(sql)).toBe(reason)
})

test.each([
  'SELECT 1',
  'SELECT \'GET_LOCK(1)\', "SET @a = 1", `FOUND_ROWS`',
  "SELECT 'it''s; SET @a = 1'",
  "SELECT 'it\\'s; SET @a = 1'",
  'SELECT 1 -- ; SET @a = 1',
  'SELECT 1 # ; SET @a = 1',
  'SELECT /* ; SET @a = 1 */ 1',
  'SELECT /*+ SET_VAR(sort_buffer_size = 16M) */ 1',
  'SELECT @a, @@session.sql_mode',
  'SELECT 1--1',
  'BEGIN',
  'START TRANSACTION READ ONLY',
  'COMMIT',
  'USE test',
  'DROP DATABASE test',
  'DROP SCHEMA IF EXISTS test',
  'SELECT stored_function(1) FROM t',
  'SET LOCAL sort_buffer_size = 1',
  'SET GLOBAL max_connections = 100',
  'SET @@global.max_connections = 100',
  "SET PASSWORD FOR 'a'@'%' = PASSWORD('b'), time_zone = '+00:00'",
  'SET PERSIST max_connections = 100',
  'SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci',
  "SET CHARACTER SET 'utf8mb4'",
  'SET autocommit = 0',
  "SET SESSION sql_mode = '', time_zone = '+00:00'",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY',
  "SET transaction_isolation = 'READ-COMMITTED'",
  'SET @@session.transaction_read_only = 1',
  'CALL p(1)',
  'SELECT LAST_INSERT_ID()',
  'CREATE TABLE t (a INT)',
  'CREATE PROCEDURE p() BEGIN SET @a = 1; SELECT GET_LOCK(1, 1); END',
  'INSERT INTO t SELECT * FROM u',
  'SELECT 1 INTO OUTFILE "/tmp/x"',
  'SELECT identity, row_count, `@a` FROM t',
  'SELECT get_lock/2, get_lock /* comment */, found_rows - 1, row_count # comment\n FROM t',
  'SELECT shop.get_lock(1), t.row_count (1) FROM t',
  'CREATE TABLE get_lock (a INT)',
  'CREATE TABLE IF NOT EXISTS found_rows (a INT)',
  'INSERT INTO row_count (a) VALUES (1)',
  'SELECT "/*! */", \'/*! */\', `/*! */` /* /*! */ -- /*!',
  'SET STATEMENT max_statement_time = 1 FOR SELECT 1',
  'BEGIN WORK',
  '',
  ';;',
])('%s does not pin', (sql) => {
  expect(findPin(sql)).toBeUndefined()
})

/** RDS user guide, "Avoiding pinning": system variables of which the proxy keeps track. */
const tracked = `AUTOCOMMIT, AUTO_INCREMENT_INCREMENT, CHARACTER_SET_CLIENT, CHARACTER_SET_DATABASE,
CHARACTER_SET_FILESYSTEM, CHARACTER_SET_CONNECTION, CHARACTER_SET_RESULTS, CHARACTER_SET_SERVER, COLLATION_CONNECTION,
COLLATION_DATABASE, COLLATION_SERVER, INTERACTIVE_TIMEOUT, NET_WRITE_TIMEOUT, QUERY_CACHE_TYPE, SESSION_TRACK_SCHEMA,
SQL_MODE, TIME_ZONE, TRANSACTION_ISOLATION, TX_ISOLATION, TRANSACTION_READ_ONLY, TX_READ_ONLY, WAIT_TIMEOUT`

test.each(tracked.split(/,\s+/))('setting %s does not pin, in whichever form', (name) => {
  for (const form of [`SET ${name} = 1`, `set session ${name.toLowerCase()} := 1`, `SET @@SESSION.${name} = DEFAULT`]) {
    const [effects] = classify(form)
    expect(effects?.pin, form).toBeUndefined()
    const known = [...(effects?.sets ?? []).map(({ name: set }) => set), ...(effects?.computes ?? [])]
    expect(known, form).toEqual([name.toLowerCase()])
  }
})

test('a statement of exactly 16,384 bytes does not pin', () => {
  const sql = `SELECT '${'x'.repeat(16_384 - 9)}'`
  expect(sql).toHaveLength(16_384)
  expect(findPin(sql)).toBeUndefined()
  expect(findPin(`${sql} `)).toBe('long-statement')
})

test('keeps tracked settings as statements that can be repeated', () => {
  const [effects] = classify("SET NAMES 'utf8mb4' COLLATE utf8mb4_bin, @@session.TIME_ZONE = '+01:00', sql_mode=''")
  expect(effects?.sets.map(({ name, statement }) => [name, statement])).toEqual([
    ['names', "SET NAMES 'utf8mb4' COLLATE utf8mb4_bin"],
    ['time_zone', "SET SESSION time_zone = '+01:00'"],
    ['sql_mode', "SET SESSION sql_mode = ''"],
  ])
})

test('leaves to the server what only it can work out', () => {
  const [effects] = classify("SET sql_mode = CONCAT(@@sql_mode, ',ANSI'), time_zone = 'it''s', wait_timeout = -1")
  expect(effects?.computes).toEqual(['sql_mode', 'time_zone'])
  expect(effects?.sets.map(({ statement }) => statement)).toEqual(['SET SESSION wait_timeout = -1'])
})

test('the scope of one assignment holds for those after it', () => {
  const [effects] = classify('SET GLOBAL max_connections = 1, sql_mode = 1, SESSION wait_timeout = 2')
  expect(effects?.sets.map(({ name }) => name)).toEqual(['wait_timeout'])
  expect(effects?.pin).toBeUndefined()
})

test('with EXCLUDE_VARIABLE_SETS a SET does not pin, and is marked to be cleared', () => {
  for (const sql of ['SET @a = 1', 'SET sql_safe_updates = 1', 'SET TRANSACTION READ ONLY']) {
    const [effects] = classify(sql, { excludeVariableSets: true })
    expect(effects).toMatchObject({ leavesTraces: true })
    expect(effects?.pin).toBeUndefined()
  }
  expect(findPin('CREATE TEMPORARY TABLE t (a INT)', { excludeVariableSets: true })).toBe('temporary-table')
})

test('knows what is said to schema, transaction and the previous statement', () => {
  expect(classify('USE `a``b`')[0]?.usesDatabase).toBe('a`b')
  expect(classify('DROP SCHEMA IF EXISTS a')[0]?.dropsDatabase).toBe('a')
  expect(classify('COMMIT')[0]?.endsTransaction).toBe(true)
  expect(classify('SELECT last_insert_id()')[0]).toMatchObject({ readsInsertId: true, setsInsertId: false })
  expect(classify('SHOW WARNINGS')[0]?.readsPrevious).toBe(true)
  expect(classify('SELECT @@warning_count')[0]?.readsPrevious).toBe(true)
  expect(classify('CALL p()')[0]?.leavesTraces).toBe(true)
})

test.each([
  'BEGIN NOT ATOMIC SET @a = 1; SELECT 1; END',
  'IF 1 THEN SET @a = 1; END IF',
  'CASE WHEN 1 THEN SET @a = 1; END CASE',
  'LOOP SET @a = 1; END LOOP',
  'REPEAT SET @a = 1; UNTIL 1 END REPEAT',
  'WHILE @a < 1 DO SET @a = 1; END WHILE',
  'FOR i IN 1..2 DO SET @a = i; END FOR',
  'DECLARE a INT; BEGIN SET @a = 1; END',
])('%s is like a call: it does not pin, and what it leaves is cleared', (sql) => {
  const [effects, ...more] = classify(sql)
  expect(effects).toMatchObject({ leavesTraces: true, setsInsertId: true })
  expect(effects?.pin).toBeUndefined()
  expect(more).toEqual([])
})

test('what SET STATEMENT is for has its effects', () => {
  const [effects] = classify("SET STATEMENT sql_mode = '' FOR USE shop")
  expect(effects).toMatchObject({ usesDatabase: 'shop', sets: [], isSet: false })
})

test('reads quotes as the session has them', () => {
  const sql = "SELECT 'a\\'; SET @a = 1; -- '"
  expect(findPin(sql)).toBeUndefined()
  expect(findPin(sql, { backslashEscapes: false })).toBe('user-variable')
  const ansi = 'SELECT "a\\"; SET @a = 1; -- "'
  expect(findPin(ansi)).toBeUndefined()
  expect(findPin(ansi, { ansiQuotes: true })).toBe('user-variable')
  const gbk = Buffer.from("SELECT '\xb3\\'; SET @a = 1; -- '", 'latin1')
  expect(classify(gbk).some(({ pin }) => pin)).toBe(false)
  expect(classify(gbk, { asciiTrailBytes: true }).some(({ pin }) => pin)).toBe(true)
})

test('takes for white space what the character set does', () => {
  for (const sql of [
    'SET\xa0@a=1',
    '\xa0SET @a = 1',
    "SELECT GET_LOCK\xa0('a', 1)",
    "SELECT 1 --\xa0'\n; SET @a = 1",
  ]) {
    const text = Buffer.from(sql, 'latin1')
    expect(
      classify(text).some(({ pin }) => pin),
      sql,
    ).toBe(false)
    expect(
      classify(text, { noBreakSpace: 0xa0 }).some(({ pin }) => pin),
      sql,
    ).toBe(true)
  }
  expect(findPin("SELECT 1 --\x7f'\n; SET @a = 1")).toBe('user-variable')
})

test('never fails and never hangs, whatever the bytes', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '@',
    '@@',
    '/*',
    '*/',
    '/*!',
    '--',
    '#',
    ';',
    'SET',
    ' ',
    ',',
    '=',
    '\\',
    '(',
  )
  const sql = fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(sql, fc.boolean(), fc.boolean(), (text, backslashEscapes, asciiTrailBytes) => {
      expect(classify(text, { backslashEscapes, asciiTrailBytes }).length).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 1000 },
  )
})

test('text inside of a string never has an effect', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const quoted = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
      const [first, ...more] = classify(`SELECT '${quoted}' AS a`)
      expect(more).toEqual([])
      expect(first?.pin).toBeUndefined()
    }),
  )
})
