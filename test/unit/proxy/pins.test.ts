import { expect, test } from 'vitest'
import {
  explainStatements,
  formatLogEntry,
  gatherLoggedPins,
  isProxyLog,
  isSql,
  readLogLines,
} from '../../../src/targets/local/proxy/index.ts'
import { PinStatistics } from '../../../src/targets/local/proxy/pins/pin-statistics.ts'
import { pinReasonTexts } from '../../../src/targets/local/proxy/sql/pin-reasons.ts'

const seenOnRdsProxy =
  "2024-10-12T17:20:40 [WARN] [proxyEndpoint=default] [clientConnection=2125203372] The client session was pinned to the database connection [dbConnection=7] for the remainder of the session. The proxy can't reuse this connection until the session ends. Reason: SQL changed session settings that the proxy doesn't track. Consider moving session configuration to the proxy's initialization query. Digest: \"SET @@foo = ?\"."

test('explains each statement of a text: whether it pins, why and what to change', () => {
  const explained = explainStatements("SET @a = 1; SELECT 'SET @a = 1'; SET time_zone = '+00:00'; ;", false)
  expect(explained.map(({ digest, pins }) => [digest, pins])).toEqual([
    ['SET @a = ?', true],
    ['SELECT ?', false],
    ['SET time_zone = ?', false],
  ])
  expect(explained[0]?.advice).toMatchObject({ reason: 'user-variable', explanation: pinReasonTexts['user-variable'] })
})

test('explains with the filter EXCLUDE_VARIABLE_SETS that SETs do not pin, and other statements still do', () => {
  const explained = explainStatements("SET @a = 1; SELECT GET_LOCK('a', 1)", true)
  expect(explained.map(({ pins }) => pins)).toEqual([false, true])
})

test('explains a stored program as one statement, with and without DELIMITER', () => {
  const program = 'CREATE PROCEDURE p() BEGIN SELECT 1; SET @a = 1; END'
  const digest = 'CREATE PROCEDURE p ( ) BEGIN SELECT ? ; SET @a = ? ; END'
  expect(explainStatements(program, false)).toEqual([{ digest, pins: false }])
  for (const end of ['//', '$$', ';;', ' ;;']) {
    const script = `SELECT 1;\ndelimiter ${end.trim()}\n${program}${end}\n${program} ${end}\nDELIMITER ;\nSET @b = 1;`
    expect(explainStatements(script, false).map((each) => [each.digest, each.pins])).toEqual([
      ['SELECT ?', false],
      [digest, false],
      [digest, false],
      ['SET @b = ?', true],
    ])
  }
  expect(explainStatements("DELIMITER //\nSELECT '//', 1 / 2 -- //\n", false)).toEqual([
    { digest: 'SELECT ? , ? / ?', pins: false },
  ])
})

test('tells SQL from texts that are none', () => {
  for (const sql of [
    'select 1',
    '(SELECT 1)',
    '/*!40101 SET NAMES utf8 */;',
    '-- dump\nDELIMITER ;;\nDROP TABLE t;;',
  ]) {
    expect(isSql(sql), sql).toBe(true)
  }
  for (const text of ['', '-- only a comment', '{"a": 1}', '2026-01-01 12:00:00 install x', 'SELECT\0 1']) {
    expect(isSql(text), text).toBe(false)
  }
})

test('a digest holds no values, of executable comments neither', () => {
  const texts = {
    "SET @a = 'secret', b = X'73' /* secret */ -- secret": 'SET @a = ? , b = X ?',
    "/*!40101 SET @a = 'secret' */": '/*!40101 SET @a = ? */',
    "SELECT /*M!100100 'secret', */ @@a * 2 /*! / 3": 'SELECT /*M!100100 ? , */ @@a * ? /*! / ?',
  }
  for (const [sql, digest] of Object.entries(texts)) expect(explainStatements(sql, false)[0]?.digest).toBe(digest)
})

test('says of a statement with more than 16,384 bytes that it pins', () => {
  const [explained] = explainStatements(`SELECT '${'x'.repeat(16_400)}'`, false)
  expect(explained).toMatchObject({ pins: true, digest: 'SELECT ?', advice: { reason: 'long-statement' } })
})

test('gathers pins from a debug log in RDS Proxy wording, other lines left out', () => {
  const other = formatLogEntry({ time: 0, level: 'INFO', message: 'A new client connected from 127.0.0.1:1.' })
  expect(gatherLoggedPins([seenOnRdsProxy, other, seenOnRdsProxy.replace('=2125203372', '=5')])).toMatchObject([
    {
      digest: 'SET @@foo = ?',
      count: 2,
      reason: 'untracked-variable',
      clients: ['client 5', 'client 2125203372'],
    },
  ])
})

test('reads a log as CloudWatch Logs gives it: plain, one JSON document or one a line', () => {
  const answer = { events: [{ timestamp: 1, message: seenOnRdsProxy }, { message: null }], nextToken: 'f/1' }
  const forms = [
    seenOnRdsProxy,
    `2026-01-01T00:00:00+00:00 default ${seenOnRdsProxy}\r\n`,
    JSON.stringify(answer),
    JSON.stringify(answer, undefined, 2),
    answer.events.map((event) => JSON.stringify(event)).join('\n'),
    `[not json\n${seenOnRdsProxy}`,
  ]
  for (const form of forms) {
    expect(isProxyLog(form), form).toBe(true)
    expect(gatherLoggedPins(readLogLines(form)), form).toMatchObject([
      { digest: 'SET @@foo = ?', count: 1, reason: 'untracked-variable', clients: ['client 2125203372'] },
    ])
  }
})

test('keeps the words of a reason that it does not know', () => {
  const [pin] = gatherLoggedPins([seenOnRdsProxy.replace(/Reason: .* Digest/, 'Reason: Moon. Digest')])
  expect(pin).toMatchObject({ reason: 'unknown', explanation: 'Moon.', digest: 'SET @@foo = ?' })
})

test('tells a debug log from SQL', () => {
  expect(isProxyLog(`\n${seenOnRdsProxy}`)).toBe(true)
  expect(isProxyLog('SELECT 1;\nSET @a = 1')).toBe(false)
})

test('counts pins by statement and reason, most frequent first, with the last five clients', () => {
  const statistics = new PinStatistics()
  statistics.note('named-lock', 'SELECT GET_LOCK ( ? )', 'client 0')
  for (let client = 1; client <= 7; client++) statistics.note('user-variable', 'SET @a = ?', `client ${client % 6}`)
  expect(statistics.list()).toMatchObject([
    { count: 7, digest: 'SET @a = ?', clients: ['client 1', 'client 0', 'client 5', 'client 4', 'client 3'] },
    { count: 1, digest: 'SELECT GET_LOCK ( ? )' },
  ])
})

test('stays small however many different statements pin', () => {
  const statistics = new PinStatistics()
  for (let each = 0; each < 2_000; each++) statistics.note('user-variable', `SET @a${each} = ?`, 'client')
  expect(statistics.list()).toHaveLength(500)
})
