import { expect, test } from 'vitest'
import { reportsGeneratedId } from '../../../src/targets/local/proxy/client/generated-id.ts'
import { classifyStatements } from '../../../src/targets/local/proxy/sql/classify-statement.ts'
import { inlineValues } from '../../../src/targets/local/proxy/sql/inline-values.ts'
import { readWarningsQuestion } from '../../../src/targets/local/proxy/sql/warnings-question.ts'

const lexer = { backslashEscapes: true, asciiTrailBytes: false, ansiQuotes: false }

function inline(sql: string): string {
  const values = { rowCount: -1, foundRows: 2, warningCount: 3, errorCount: 4 }
  return inlineValues(Buffer.from(sql, 'latin1'), lexer, values).toString('latin1')
}

test.each([
  ['SELECT ROW_COUNT()', 'SELECT CAST(-1 AS SIGNED) AS `ROW_COUNT()`'],
  ['select found_rows ( ), 1', 'select CAST(2 AS SIGNED) AS `found_rows ( )`, 1'],
  ['SELECT 1, @@warning_count FROM t', 'SELECT 1, CAST(3 AS SIGNED) AS `@@warning_count` FROM t'],
  ['SELECT @@session.error_count AS n', 'SELECT CAST(4 AS SIGNED) AS n'],
  ['SELECT IF(1, ROW_COUNT(), 2)', 'SELECT IF(1, CAST(-1 AS SIGNED), 2)'],
  ['INSERT INTO t VALUES (1, ROW_COUNT(), 2)', 'INSERT INTO t VALUES (1, CAST(-1 AS SIGNED), 2)'],
  ['SET @a = ROW_COUNT()', 'SET @a = CAST(-1 AS SIGNED)'],
  ['DO ROW_COUNT(); SELECT ROW_COUNT()', 'DO CAST(-1 AS SIGNED); SELECT ROW_COUNT()'],
])('%s is sent as %s', (sql, expected) => {
  expect(inline(sql)).toBe(expected)
})

test.each([
  "SELECT 'ROW_COUNT()', `ROW_COUNT`, row_count, ROW_COUNT(1) /* ROW_COUNT() */",
  'SELECT t.found_rows() FROM t',
  'SELECT @@sql_mode, @warning_count, warning_count',
  'CREATE VIEW v AS SELECT ROW_COUNT()',
  'SHOW WARNINGS',
  '',
])('%s is sent as it is', (sql) => {
  expect(inline(sql)).toBe(sql)
})

test.each([
  ['SHOW WARNINGS', { of: 'WARNINGS', counts: false, offset: 0, limit: Number.POSITIVE_INFINITY }],
  ['show errors limit 3 ;', { of: 'ERRORS', counts: false, offset: 0, limit: 3 }],
  ['SHOW WARNINGS LIMIT 2, 3', { of: 'WARNINGS', counts: false, offset: 2, limit: 3 }],
  ['SHOW /* all */ WARNINGS LIMIT 3 OFFSET 2', { of: 'WARNINGS', counts: false, offset: 2, limit: 3 }],
  ['SHOW COUNT(*) ERRORS', { of: 'ERRORS', counts: true, offset: 0, limit: Number.POSITIVE_INFINITY }],
])('%s is a question about warnings', (sql, question) => {
  expect(readWarningsQuestion(Buffer.from(sql), lexer)).toEqual(question)
})

test.each([
  'SHOW TABLES',
  'SELECT 1',
  'SHOW WARNINGS LIMIT',
  "SHOW WARNINGS LIKE 'a'",
  'SHOW WARNINGS LIMIT 1, 2, 3',
  'SHOW COUNT(*) WARNINGS LIMIT 1',
  'SHOW COUNT(1) WARNINGS',
  'SHOW WARNINGS; SELECT 1',
])('%s is none that could be answered', (sql) => {
  expect(readWarningsQuestion(Buffer.from(sql), lexer)).toBeUndefined()
})

function isGenerated(sql: string, insertId: number, warnings = 0): boolean {
  const text = Buffer.from(sql)
  const effects = classifyStatements(text, { ...lexer, excludeVariableSets: false })
  const request = { effects, text } as unknown as Parameters<typeof reportsGeneratedId>[0]
  return reportsGeneratedId(request, { insertId, warnings })
}

test.each([
  "INSERT INTO t (a, b) VALUES (1, 'x'), (NULL, DEFAULT)",
  "REPLACE INTO t VALUES (177, 7, '2077')",
  "INSERT INTO t VALUES (NULL, '2026-11-23 10:00:00', '10.0.0.1', '-', ' +x', '.', '', 76, 176.5, 9.99, 'it\\'s', 'e5')",
  "INSERT INTO t (a) VALUES (CONCAT('a', 1)) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)",
])('%s can only report a generated 77', (sql) => {
  expect(isGenerated(sql, 77)).toBe(true)
})

test.each([
  'INSERT INTO t (id) VALUES (77)',
  "INSERT INTO t (id) VALUES ('77')",
  'INSERT INTO t (id) VALUES (0077)',
  'INSERT INTO t (id) VALUES (77.0)',
  'INSERT INTO t (id) VALUES (76 + 1)',
  'INSERT INTO t (id) VALUES (0x4d)',
  "INSERT INTO t (id) VALUES (x'4d')",
  'INSERT INTO t (id) VALUES (7.7e1)',
  "INSERT INTO t (id) VALUES ('7.7e1')",
  "INSERT INTO t (id) VALUES ('770E-1')",
  "INSERT INTO t (id) VALUES (' +7\\7')",
  "INSERT INTO t (id) VALUES ('\\7\\7')",
  "INSERT INTO t (id) VALUES ('.77e2')",
  "INSERT INTO t (id) VALUES ('7' '7')",
  'INSERT INTO t (id) VALUES (76.5)',
  "INSERT INTO t (id) VALUES ('076.9')",
  'INSERT INTO t (id) VALUES (@id)',
  'INSERT INTO t (id) VALUES (NEXTVAL(s))',
  'INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2',
  'INSERT INTO t SET a = 1',
  'INSERT INTO t SELECT * FROM u',
  'INSERT INTO t TABLE u',
  'LOAD DATA INFILE "a" INTO TABLE t',
  'CALL p()',
  'INSERT INTO t (a) VALUES (1); INSERT INTO t (a) VALUES (1)',
])('%s may report a 77 that it gave itself', (sql) => {
  expect(isGenerated(sql, 77)).toBe(false)
})

test('with a warning, an id may be one that was cut to what the column can hold', () => {
  expect(isGenerated('INSERT IGNORE INTO t (id) VALUES (300)', 127)).toBe(true)
  expect(isGenerated('INSERT IGNORE INTO t (id) VALUES (300)', 127, 1)).toBe(false)
})
