import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DestroyResult } from '../../src/actions/destroy.ts'
import type { LoadResult } from '../../src/actions/load.ts'
import type { RotationResult } from '../../src/actions/rotation-result.ts'
import type { StatusResult } from '../../src/actions/status.ts'
import { mariadb } from '../integration/server-product.ts'
import { findMysql } from '../real-mysql/mysql-or-skip.ts'
import { Environment } from './environment.ts'
import { listLeftovers } from './leftovers.ts'
import { findProcessesOf } from './processes.ts'
import { waitFor } from './wait-for.ts'

// Takes as long as many suites together, so it is CI's, or for who asks: TEST_MYSQL=only.
const isWanted = process.env.TEST_MYSQL === 'only'
const mysql = isWanted ? await findMysql('the life of an environment') : undefined

describe.skipIf(!mysql)('an environment whose database is MySQL', () => {
  let environment: Environment

  beforeAll(async () => {
    environment = await Environment.start(['--mysqld', `${mysql?.programs}/mysqld`])
  })
  afterAll(() => environment?.close())

  const status = () => environment.project.ask<StatusResult>(['status'])
  const load = (path: string) => environment.project.ask<LoadResult>(['hit', path, '-n', '400', '-c', '16'])
  const pidOf = async (part: string): Promise<number> => {
    const pid = (await status()).components.find(({ name }) => name === part)?.pid
    if (!pid) throw new Error(`${part} has no pid`)
    return pid
  }

  test('records requests through the proxy, large ones too, and nothing pins', async () => {
    const body = Buffer.alloc(2_000_000, 'ä😀\0')
    const receipt = await environment.record({ method: 'POST', target: '/first?a=%F0%9F%98%80', body })
    expect((await environment.readStoredBody(receipt.id)).equals(body)).toBe(true)
    expect(await load('/crowd')).toMatchObject({ sent: 400, created: 400, recorded: 400 })
    const [row] = await environment.sql<{ version: string }>('SELECT VERSION() AS version')
    expect(row?.version).toMatch(/^9\./)
    const { rows, proxy } = await status()
    expect(rows).toBe(401)
    expect(proxy).toMatchObject({ target: { state: 'AVAILABLE' }, databaseConnectionsCurrentlySessionPinned: 0 })
    const { stdout } = await environment.project.run(['rows', '--limit', '3'])
    expect(stdout).toContain('/crowd')
  })

  test('changes its password under load, and loses no request', async () => {
    const result = await environment.project.ask<RotationResult>(['rotate-secret'])
    expect(result).toMatchObject({
      ...{ proved: true, problems: [], oldPassword: 'refused', newPassword: 'accepted', requestsFailed: 0 },
      rowsRecorded: result.rowsPromised,
    })
    expect(result.requestsSent).toBeGreaterThan(10)
  })

  test('comes back with every row when the database is killed, and when all is', async () => {
    const before = await environment.countRows()
    process.kill(await pidOf('database'), 'SIGKILL')
    await waitFor('the restart', status, ({ state, components }) => {
      return state === 'running' && components.some(({ name, restarts }) => name === 'database' && restarts === 1)
    })
    expect((await environment.project.run(['hit', '/after'])).code).toBe(0)
    const orphan = await pidOf('database')
    process.kill(await pidOf('background process'), 'SIGKILL')
    await waitFor('the end', status, ({ state }) => state !== 'running')
    const deployed = await environment.project.run(['deploy', '--yes'])
    expect(deployed.code, deployed.stderr).toBe(0)
    expect(await pidOf('database')).not.toBe(orphan)
    expect(await environment.countRows()).toBe(before + 1)
  })

  test('is not handed to a MariaDB', async () => {
    const { code, stderr } = await environment.project.run(['deploy', '--yes', '--mysqld', mariadb.findServer()])
    expect(code).not.toBe(0)
    expect(stderr).toContain('were written by MySQL 9.')
  })

  test('is destroyed without a trace', async () => {
    const { leftovers } = await environment.project.ask<DestroyResult>(['destroy', '--yes'])
    expect(leftovers).toEqual([])
    expect(listLeftovers(environment.paths)).toEqual([])
    expect(findProcessesOf(environment.project.folder)).toEqual([])
  })
})
