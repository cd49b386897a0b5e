import { expect, test } from 'vitest'
import { createDebugLog, type LogEntry } from '../../../src/targets/local/proxy/index.ts'

const start = Date.UTC(2026, 10, 23, 12)
const hours = (count: number): number => start + count * 3_600_000

const entry = (time: number, level: LogEntry['level'], message: string, digest?: string): LogEntry => ({
  ...{ time, level, message, clientConnection: 7 },
  ...(digest === undefined ? {} : { digest }),
})

test('the debug log switches itself off 24 hours after its first line; trouble is told for ever', () => {
  const lines: string[] = []
  const log = createDebugLog((line) => lines.push(line))
  log(entry(start, 'INFO', 'A new client connected.'))
  log(entry(hours(23.9), 'WARN', 'The client session was pinned.', 'SET @a = ?'))
  log(entry(hours(24), 'INFO', 'Another client connected.'))
  log(entry(hours(25), 'WARN', 'Another client session was pinned.', ''))
  log(entry(hours(26), 'WARN', 'The database connection was lost.'))
  log(entry(hours(27), 'ERROR', 'No credentials.'))
  const about = '[proxyEndpoint=default] [clientConnection=7]'
  expect(lines).toEqual([
    `2026-11-23T12:00:00 [INFO] ${about} A new client connected.`,
    `2026-11-24T11:54:00 [WARN] ${about} The client session was pinned.`,
    '2026-11-24T12:00:00 [INFO] [proxyEndpoint=default] Debug logging was switched off after 24 h. A restart of the proxy switches it on again.',
    `2026-11-24T14:00:00 [WARN] ${about} The database connection was lost.`,
    `2026-11-24T15:00:00 [ERROR] ${about} No credentials.`,
  ])
})

test('the debug log keeps its details for as long as it is told', () => {
  const lines: string[] = []
  const log = createDebugLog((line) => lines.push(line), 3_600_000)
  log(entry(start, 'INFO', 'First.'))
  log(entry(hours(1), 'INFO', 'Second.'))
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain('after 1 h')
})
