import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoadResult } from '../../src/actions/load.ts'
import type { RowsResult } from '../../src/actions/rows.ts'
import type { StatusResult } from '../../src/actions/status.ts'
import { connectControl } from '../../src/targets/local/control/client.ts'
import type { ControlOperations } from '../../src/targets/local/control/operations.ts'
import { Environment } from './environment.ts'
import { findPids, findProcessesOf } from './processes.ts'
import { waitFor } from './wait-for.ts'

let environment: Environment
let control: ControlOperations

beforeAll(async () => {
  environment = await Environment.start()
  control = connectControl(environment.paths.controlSocket, environment.paths.logs)
  // Creates database and table, so that what follows is the steady state.
  await environment.record({ target: '/first' })
})
afterAll(() => environment?.close())

const status = () => environment.project.ask<StatusResult>(['status'])
const pidOf = async (part: string) => {
  const pid = (await status()).components.find(({ name }) => name === part)?.pid
  if (!pid) throw new Error(`${part} has no pid`)
  return pid
}

/** Sends many requests and does something once a part of them is answered. */
async function loadWhile(path: string, fault: () => void): Promise<LoadResult> {
  const load = environment.project.run(['hit', path, '-n', '1000', '-c', '8', '--json'])
  const countCalls = async () => (await control.status()).functions.find(({ name }) => name === 'webhook')?.invocations
  await waitFor('a part of the load', countCalls, (calls = 0) => calls > 200)
  fault()
  const { stdout } = await load
  return JSON.parse(stdout) as LoadResult
}

test('the database is killed while requests run: no row that was promised is lost, and it comes back', async () => {
  const pid = await pidOf('database')
  const load = await loadWhile('/database-killed', () => void process.kill(pid, 'SIGKILL'))
  expect(load.sent).toBe(1000)
  expect(load.answered + Object.values(load.byError).reduce((sum, count) => sum + count, 0)).toBe(1000)
  expect(load.recorded).toBe(load.created)

  const after = await waitFor('the restart', status, ({ state }) => state === 'running')
  const database = after.components.find(({ name }) => name === 'database')
  expect(database).toMatchObject({ state: 'running', restarts: 1 })
  expect(database?.pid).not.toBe(pid)
  const [found] = await environment.sql<{ rows: number }>(
    "SELECT COUNT(*) AS `rows` FROM webhook.requests WHERE path = '/database-killed'",
  )
  expect(Number(found?.rows)).toBeGreaterThanOrEqual(load.created)
  expect((await environment.project.run(['hit', '/after'])).code).toBe(0)
})

test('a function environment is killed: the next request gets another one', async () => {
  const [pid = 0] = findPids(environment.project.folder, 'AWS_LAMBDA_FUNCTION_NAME=webhook')
  const { functions = [] } = await status()
  const aliveBefore = functions.find(({ name }) => name === 'webhook')?.environments ?? 0
  expect(aliveBefore).toBeGreaterThan(0)
  process.kill(pid, 'SIGKILL')
  const countAlive = async () => (await control.status()).functions.find(({ name }) => name === 'webhook')?.environments
  // The background process knows of it a moment after the system does.
  await waitFor('its end', countAlive, (alive = 0) => alive < aliveBefore)
  for (const path of ['/one', '/two', '/three']) await environment.record({ target: path })
  const after = await status()
  expect(after.state).toBe('running')
  const calls = (list: typeof functions) => list.find(({ name }) => name === 'webhook')?.invocations ?? 0
  expect(calls(after.functions ?? [])).toBe(calls(functions) + 3)
})

test('the background process is killed: status says so, deploy recovers, and every row is there', async () => {
  const before = findProcessesOf(environment.project.folder).map(({ pid }) => pid)
  const { rows } = await status()
  const pid = await pidOf('background process')
  process.kill(pid, 'SIGKILL')
  await waitFor(
    'its end',
    () => findProcessesOf(environment.project.folder),
    (found) => found.every((each) => each.pid !== pid),
  )

  const killed = await environment.project.run(['status', '--json'])
  expect(killed.code).toBe(3)
  expect(JSON.parse(killed.stdout)).toMatchObject({ state: 'stopped', reason: expect.stringContaining('killed') })
  expect((await environment.project.run(['hit', '/dead'])).code).toBe(3)

  const deploy = await environment.project.run(['deploy'])
  expect(deploy.code, deploy.stderr).toBe(0)
  expect(deploy.stderr).toContain('killed or crashed earlier')
  const now = findProcessesOf(environment.project.folder).map(({ pid: each }) => each)
  expect(now.filter((each) => before.includes(each))).toEqual([])
  expect((await status()).rows).toBe(rows)
  const { rows: newest } = await environment.project.ask<RowsResult>(['rows', '--limit', '1'])
  expect(newest[0]?.path).toBe('/three')
})

test('the background process is killed: destroy finds its children too', async () => {
  process.kill(await pidOf('background process'), 'SIGKILL')
  const { code, stdout, stderr } = await environment.project.run(['destroy', '--yes', '--json'])
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ leftovers: [] })
  expect(findProcessesOf(environment.project.folder)).toEqual([])
})
