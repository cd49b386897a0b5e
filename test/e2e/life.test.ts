import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DestroyResult } from '../../src/actions/destroy.ts'
import type { HitResult } from '../../src/actions/hit.ts'
import type { StatusResult } from '../../src/actions/status.ts'
import { localPaths } from '../../src/targets/local/paths.ts'
import type { Deployment } from '../../src/targets/target.ts'
import { isFree, listLeftovers } from './leftovers.ts'
import { findPids, findProcessesOf } from './processes.ts'
import { Project } from './program.ts'
import { waitFor } from './wait-for.ts'

const project = new Project()
afterAll(() => project.close(['local', 'second']))

/** Flags, variables and the file as the sources of one environment's settings. */
const variables = { RDS_PROXY_WEBHOOK_BORROW_TIMEOUT: '7' }
let url: string

const countRows = async () => (await project.ask<StatusResult>(['status'])).rows

beforeAll(async () => {
  const { code, stdout, stderr } = await project.run(['init', '--yes', '--port', '0'], { env: variables })
  expect(code, stderr).toBe(0)
  url = stdout.trimEnd().split('\n').at(-1) ?? ''
  expect(stderr).toContain('Start the database')
  expect(stdout).not.toContain('Start the database')
})

test('init prints the URL last, and keeps the answers in the file', () => {
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const file = JSON.parse(readFileSync(join(project.folder, 'rds-proxy-webhook.json'), 'utf8'))
  expect(file).toMatchObject({
    $schema: expect.any(String),
    defaultEnvironment: 'local',
    environments: { local: { target: 'local', port: 0, proxy: { borrowTimeout: 7 } } },
  })
})

test('status tells what runs and where each value came from', async () => {
  const { code, stdout, stderr } = await project.run(['status', '--json'])
  expect(code, stderr).toBe(0)
  const status = JSON.parse(stdout) as StatusResult
  expect(status).toMatchObject({ state: 'running', url, rows: 0, proxy: { target: { state: 'AVAILABLE' } } })
  expect(Date.parse(status.runningSince ?? '')).toBeLessThanOrEqual(Date.now())
  expect(status.sources).toMatchObject({
    port: 'flag',
    'proxy.borrowTimeout': 'environment-variable',
    databaseMaxConnections: 'default',
  })
  const text = await project.run(['status'])
  expect(text.stdout).toContain(url)
  expect(text.stderr).toBe('')
})

test('deploy with the file as it is changes nothing, and the values come from the file now', async () => {
  expect(await project.ask<Deployment>(['deploy'])).toMatchObject({ outcome: 'unchanged', url })
  const { sources } = await project.ask<StatusResult>(['status'])
  expect(sources).toMatchObject({ port: 'file', 'proxy.borrowTimeout': 'file' })
})

test('a changed setting is applied, and the rows stay', async () => {
  const { row } = await project.ask<HitResult>(['hit', '/kept'])
  const deploy = ['deploy', '--borrow-timeout', '9']
  // Any free port would do, and still the URL is the same: it may have been given to others.
  expect(await project.ask<Deployment>(deploy)).toMatchObject({ outcome: 'updated', url })
  const status = await project.ask<StatusResult>(['status'])
  expect(status).toMatchObject({ rows: 1, settings: { proxy: { borrowTimeout: 9 } } })
  expect(status.sources).toMatchObject({ 'proxy.borrowTimeout': 'flag' })
  const { row: next } = await project.ask<HitResult>(['hit', '/next'])
  expect(next?.id).toBe((row?.id ?? 0) + 1)
})

test('a stopped environment is said to be so, and deploy starts it with its rows', async () => {
  const { components } = await project.ask<StatusResult>(['status'])
  process.kill(components.find(({ name }) => name === 'background process')?.pid ?? 0, 'SIGTERM')
  await waitFor(
    'the end of every process',
    () => findProcessesOf(project.folder),
    (found) => found.length === 0,
  )

  const stopped = await project.run(['status', '--json'])
  expect(stopped.code).toBe(3)
  expect(JSON.parse(stopped.stdout)).toMatchObject({
    state: 'stopped',
    nextSteps: ['rds-proxy-webhook deploy', 'rds-proxy-webhook destroy'],
  })
  for (const command of [['rows'], ['hit', '/x'], ['hit', '/x', '-n', '5'], ['rotate-secret'], ['rows', '--follow']]) {
    const { code, stdout, stderr } = await project.run(command)
    expect(code, command.join(' ')).toBe(3)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/Error: The environment local does not run\.\nTry: rds-proxy-webhook deploy/)
  }

  expect(await project.ask<Deployment>(['deploy'])).toMatchObject({ outcome: 'started', url })
  expect(await countRows()).toBe(2)
})

test('a second environment runs beside the first', async () => {
  const init = ['init', '--yes', '--port', '0', '--env', 'second']
  const second = await project.ask<Deployment & { nextSteps: string[] }>(init)
  expect(second).toMatchObject({ outcome: 'created', environment: 'second' })
  expect(second.nextSteps).toContain('rds-proxy-webhook rows --env second')
  await project.run(['hit', '/other', '--env', 'second'])
  expect(await countRows()).toBe(2)
  expect(await project.ask(['status', '--env', 'second'])).toMatchObject({ state: 'running', rows: 1, url: second.url })
  expect(await project.ask(['status'], { env: { RDS_PROXY_WEBHOOK_ENV: 'second' } })).toMatchObject({
    environment: 'second',
  })
})

test('destroy asks for consent that nobody can give', async () => {
  const { code, stdout, stderr } = await project.run(['destroy'])
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/nobody can be asked.*\nTry: rds-proxy-webhook destroy --env local --yes/)
  expect(await countRows()).toBe(2)
})

test('destroy takes one environment away and leaves the other', async () => {
  const { components, url: address = '' } = await project.ask<StatusResult>(['status'])
  const pids = findPids(project.folder, join('.rds-proxy-webhook', 'local'))
  expect(pids).toEqual(expect.arrayContaining(components.flatMap(({ pid }) => pid ?? [])))

  const { code, stdout, stderr } = await project.run(['destroy', '--yes'])
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('2 recorded requests')
  expect(stdout.trimEnd()).toMatch(/Nothing is left of it\.$/)
  expect(findPids(project.folder, join('.rds-proxy-webhook', 'local'))).toEqual([])
  expect(await isFree(Number(new URL(address).port))).toBe(true)
  expect(listLeftovers(localPaths(project.folder, 'local'))).toEqual([])

  const missing = await project.run(['status'])
  expect(missing.code).toBe(3)
  expect(await project.ask(['status', '--env', 'second'])).toMatchObject({ state: 'running', rows: 1 })
  const again = await project.run(['destroy', '--yes', '--json'])
  expect(again.code).toBe(3)
  expect(JSON.parse(again.stdout)).toMatchObject({ error: { name: 'NotDeployed' } })
})

test('after the last destroy nothing but the settings file is left', async () => {
  expect(await project.ask<DestroyResult>(['destroy', '--env', 'second', '--yes'])).toMatchObject({ leftovers: [] })
  expect(findProcessesOf(project.folder)).toEqual([])
  expect(listLeftovers(localPaths(project.folder, 'second'))).toEqual([])
  expect(listLeftovers(localPaths(project.folder, 'local'))).toEqual([])
})
