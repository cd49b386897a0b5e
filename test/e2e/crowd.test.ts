import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoadResult } from '../../src/actions/load.ts'
import type { StatusResult } from '../../src/actions/status.ts'
import { Environment } from './environment.ts'
import { waitFor } from './wait-for.ts'

let environment: Environment

beforeAll(async () => {
  environment = await Environment.start(['--database-max-connections', '5'])
})
afterAll(() => environment?.close())

const sumOf = (counts: Record<string, number>) => Object.values(counts).reduce((sum, count) => sum + count, 0)

async function countRows(path: string): Promise<number> {
  const [found] = await environment.sql<{ rows: number }>(
    'SELECT COUNT(*) AS `rows` FROM webhook.requests WHERE path = ?',
    [path],
  )
  return Number(found?.rows)
}

test('1,000 requests at once through a pool of 5: each is answered, and each 201 is one row', async () => {
  const { code, stdout, stderr } = await environment.project.run([
    'hit',
    '/crowd',
    '-n',
    '1000',
    '-c',
    '1000',
    '--json',
  ])
  const load = JSON.parse(stdout) as LoadResult
  expect(load).toMatchObject({ sent: 1000, answered: 1000, byError: {}, abandoned: 0, interrupted: false })
  expect(sumOf(load.byStatus)).toBe(1000)
  expect(load.created).toBeGreaterThan(0)
  expect(load.recorded).toBe(load.created)
  expect(await countRows('/crowd')).toBe(load.created)
  // More than the function's concurrency is turned away, as AWS does: then the exit code says that not all was well.
  expect(Object.keys(load.byStatus).filter((status) => !['201', '503'].includes(status))).toEqual([])
  expect(code, stderr).toBe(load.created === 1000 ? 0 : 1)
  const { proxy, state } = await environment.project.ask<StatusResult>(['status'])
  expect(state).toBe('running')
  expect(proxy?.databaseConnections).toBeLessThanOrEqual(5)
})

test('fewer at once than functions may run: all of them are recorded', async () => {
  const load = await environment.project.ask<LoadResult>(['hit', '/queue', '-n', '300', '-c', '40'])
  expect(load).toMatchObject({ ok: true, created: 300, recorded: 300, byStatus: { 201: 300 } })
  expect(await countRows('/queue')).toBe(300)
})

test('Ctrl-C during a load ends with 130 and the figures until then', async () => {
  const started = async () => (await countRows('/interrupted')) > 20
  const { code, stdout, stderr } = await environment.project.run(
    ['hit', '/interrupted', '-n', '100000', '-c', '8', '--json'],
    {
      onStart: (child) => {
        void waitFor('some rows', started, (yes) => yes).then(() => child.kill('SIGINT'))
      },
    },
  )
  expect(code, stderr).toBe(130)
  const load = JSON.parse(stdout) as LoadResult
  expect(load).toMatchObject({ ok: false, interrupted: true, requested: 100_000 })
  expect(load.sent).toBeLessThan(100_000)
  expect(load.sent).toBe(load.answered + load.abandoned + sumOf(load.byError))
  const rows = await countRows('/interrupted')
  expect(rows).toBeGreaterThanOrEqual(load.created)
  expect(rows).toBeLessThanOrEqual(load.created + load.abandoned)
})
