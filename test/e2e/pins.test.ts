import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Connection, createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PinsResult } from '../../src/actions/pins.ts'
import { Environment } from './environment.ts'
import { waitFor } from './wait-for.ts'

let environment: Environment
let client: Connection

beforeAll(async () => {
  environment = await Environment.start(['--database-max-connections', '5'])
  const { user, password, port, authority } = await environment.readProxyLogin()
  client = await createConnection({ host: '127.0.0.1', port, user, password, ssl: { ca: authority } })
})
afterAll(async () => {
  client?.destroy()
  await environment?.close()
})

const ask = (...args: string[]) => environment.project.ask<PinsResult>(['pins', ...args])

test('a live environment tells which statement pinned, why, how often, by whom and what to change', async () => {
  await environment.record({ target: '/unpinned' })
  expect((await ask()).pins).toEqual([])
  await client.query('SELECT 1')
  await client.query("SET @note = 'secret value'")
  const { source, pins } = await ask()
  expect(source).toBe('environment')
  expect(pins).toEqual([
    {
      digest: 'SET @note = ?',
      count: 1,
      clients: [expect.stringMatching(/^127\.0\.0\.1 \(client \d+\)$/)],
      reason: 'user-variable',
      explanation: expect.stringContaining("SQL changed session settings that the proxy doesn't track."),
      change: expect.stringContaining('Keep the value in the application'),
    },
  ])
})

test('its own debug log, read as a capture file, tells the same', async () => {
  const read = () => environment.readLog('proxy')
  const log = await waitFor(
    'the line is in the log',
    async () => read(),
    (text) => text.includes('was pinned to'),
  )
  const file = join(environment.project.folder, 'capture.log')
  writeFileSync(file, log)
  const { source, pins } = await ask(file)
  expect(source).toBe('log')
  expect(pins).toMatchObject([{ digest: 'SET @note = ?', count: 1, clients: [expect.stringMatching(/^client \d+$/)] }])
})

test('a statement is explained without being run, with and without the filter', async () => {
  const sql = 'SET @a = 1; SELECT 1'
  const { statements } = await ask('--explain', sql)
  expect(statements).toMatchObject([
    { digest: 'SET @a = ?', pins: true, advice: { reason: 'user-variable' } },
    { digest: 'SELECT ?', pins: false },
  ])
  const filtered = await ask('--explain', sql, '--exclude-variable-sets')
  expect(filtered.statements.map(({ pins }) => pins)).toEqual([false, false])
})

test('SQL and a file at once are refused, for only one of them could be shown', async () => {
  const { code, stderr } = await environment.project.run(['pins', 'capture.log', '--explain', 'SET @a = 1'])
  expect(code).toBe(2)
  expect(stderr).toContain('Either SQL or a file can be explained')
})
