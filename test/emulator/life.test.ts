import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DestroyResult } from '../../src/actions/destroy.ts'
import type { HitResult } from '../../src/actions/hit.ts'
import type { RotationResult } from '../../src/actions/rotation-result.ts'
import type { RowsResult } from '../../src/actions/rows.ts'
import type { StatusResult } from '../../src/actions/status.ts'
import type { Deployment } from '../../src/targets/target.ts'
import type { Plan } from '../../src/targets/target-plan.ts'
import { Project } from '../e2e/program.ts'
import { type Account, chooseSuite } from './account.ts'
import { listWhatIsLeft } from './what-is-left.ts'

const suite = await chooseSuite()

/** Unlike those of anybody else in a real account. */
const mark = Math.random().toString(36).slice(2, 8)
const [first, second] = [`life-${mark}`, `other-${mark}`]

/** The built program, as a user types it, from the first deploy to the last receipt. Each test needs those before it. */
describe.skipIf(!suite.open)(`the life of two environments ${suite.name}`, { timeout: suite.patience }, () => {
  const project = new Project()
  let account: Account

  beforeAll(async () => {
    if (suite.open) account = await suite.open()
  }, suite.patience)
  afterAll(async () => {
    if (!account) return
    if (account.world) account.world.decideStep = () => undefined
    const kept = []
    for (const name of [first, second]) {
      const { code, stderr } = await run(['destroy', '--env', name, '--yes', '--sweep'])
      // 3: there is nothing, as it should be by now.
      if (code !== 0 && code !== 3) kept.push(`${name}: ${stderr}`)
    }
    if (kept.length > 0) process.stderr.write(`\nNOT DESTROYED, look into ${project.folder}:\n${kept.join('\n')}\n`)
    else rmSync(project.folder, { recursive: true, force: true })
    await account.close()
  }, suite.patience)

  const env = () => ({ ...account.variables, XDG_STATE_HOME: join(project.folder, 'state') })
  const run = (args: readonly string[]) => project.run(args, { env: env() })

  /** Runs with --json, which must succeed, and returns the document. */
  async function ask<Document>(...args: string[]): Promise<Document> {
    const { code, stdout, stderr } = await run([...args, '--json'])
    expect(code, `${args.join(' ')}\n${stdout}\n${stderr}`).toBe(0)
    return JSON.parse(stdout) as Document
  }

  function init(name: string, ...more: string[]): Promise<Deployment> {
    return ask('init', '--target', 'aws', '--yes', '--env', name, '--region', account.region, ...more)
  }

  async function listPaths(name: string): Promise<string[]> {
    const { rows } = await ask<RowsResult>('rows', '--env', name, '--limit', '100')
    return rows.map(({ path }) => path).filter((path) => path.startsWith('/life/'))
  }

  test('init makes it and writes whose it is', async () => {
    expect(await init(first)).toMatchObject({ outcome: 'created', url: expect.stringMatching(/^https?:/) })
    const file = JSON.parse(readFileSync(join(project.folder, 'rds-proxy-webhook.json'), 'utf8'))
    expect(file.environments[first]).toMatchObject({ target: 'aws', account: expect.stringMatching(/^\d{12}$/) })
  })

  test('hit records a row, and rows reads it back', async () => {
    const { ok, row, problems } = await ask<HitResult>('hit', '/life/one?a=1', '--env', first)
    expect({ ok, problems }).toEqual({ ok: true, problems: [] })
    expect(row).toMatchObject({ path: '/life/one', query: 'a=1' })
    expect(await listPaths(first)).toEqual(['/life/one'])
  })

  test('rotate-secret changes the password while requests flow', async () => {
    const before = await readLogins()
    const result = await ask<RotationResult>('rotate-secret', '--env', first)
    expect(result).toMatchObject({ proved: true, oldPassword: 'refused', newPassword: 'accepted', requestsFailed: 0 })
    expect(result.requestsSent).toBeGreaterThan(0)
    expect(result.rowsRecorded).toBe(result.rowsPromised)
    if (account.world) {
      const after = await readLogins()
      expect(after).not.toEqual(before)
      for (const login of before) await expect(logIn(login)).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' })
      for (const login of after) await logIn(login)
    }
    await ask<HitResult>('hit', '/life/two', '--env', first)
    expect(await listPaths(first)).toEqual(['/life/two', '/life/one'])
  })

  test('status tells that it runs, with its rows and the health of its proxy', async () => {
    const status = await ask<StatusResult>('status', '--env', first)
    expect(status).toMatchObject({ state: 'running', proxy: { target: { state: 'AVAILABLE' } } })
    expect(status.rows).toBeGreaterThanOrEqual(2)
  })

  const changes = ['--no-public-page', '--borrow-timeout', '11']
  const failingChanges = ['--no-public-page', '--borrow-timeout', '12']

  test('plan tells what an update would change, and changes nothing', async () => {
    const { difference } = await ask<Plan>('plan', '--env', first, ...changes)
    expect(difference).toMatchObject({ kind: 'changed', dangerous: [] })
    expect(difference?.changes.map(({ kind }) => kind).sort()).toEqual([
      'AWS::Lambda::Function',
      'AWS::RDS::DBProxyTargetGroup',
    ])
    expect((await ask<Plan>('plan', '--env', first)).difference).toMatchObject({ kind: 'unchanged' })
  })

  test('an update is applied and keeps the rows; without a change there is nothing to do', async () => {
    expect(await ask<Deployment>('deploy', '--env', first, '--yes', ...changes)).toMatchObject({ outcome: 'updated' })
    expect(await ask<Deployment>('deploy', '--env', first, '--yes', ...changes)).toMatchObject({ outcome: 'unchanged' })
    const page = await fetch((await ask<StatusResult>('status', '--env', first)).url ?? '', {
      headers: { accept: 'text/html' },
    })
    expect(page.headers.get('content-type')).not.toMatch(/html/)
    expect(await listPaths(first)).toEqual(['/life/two', '/life/one'])
  })

  test.skipIf(!suite.emulated)(
    'an update that fails says its first cause, is rolled back and does no harm',
    async () => {
      failAt(/^DatabaseProxyTargetGroup/, 'update', 'The target group cannot be changed today.')
      const { code, stdout, stderr } = await run(['deploy', '--env', first, '--yes', ...failingChanges])
      expect(code, stdout + stderr).toBe(1)
      expect(stderr).toContain('The target group cannot be changed today.')
      expect(stderr).not.toContain('cancelled')
      await ask<HitResult>('hit', '/life/three', '--env', first)
      expect(await listPaths(first)).toEqual(['/life/three', '/life/two', '/life/one'])
    },
  )

  test.skipIf(!suite.emulated)('a first deploy that fails leaves nothing running', async () => {
    failAt(/^ApiStage/, 'create', 'The stage cannot be made today.')
    const args = ['init', '--target', 'aws', '--yes', '--env', second, '--region', account.region]
    const { code, stdout, stderr } = await run([...args, '--client-auth', 'iam'])
    expect(code, stdout + stderr).toBe(1)
    expect(stderr).toContain('The stage cannot be made today.')
    expect(account.world?.databases.size).toBe(1)
  })

  test('a second environment, with tokens for passwords, lives beside the first', async () => {
    expect(await init(second, '--client-auth', 'iam')).toMatchObject({ outcome: 'created' })
    await ask<HitResult>('hit', '/life/of/others', '--env', second)
    expect(await listPaths(second)).toEqual(['/life/of/others'])
    expect(await listPaths(first)).not.toContain('/life/of/others')
    const result = await ask<RotationResult>('rotate-secret', '--env', second)
    expect(result).toMatchObject({ proved: true, clientsUse: 'token', requestsFailed: 0 })
  })

  test('destroy removes one, and the other lives on', async () => {
    expect(await ask<DestroyResult>('destroy', '--env', second, '--yes')).toMatchObject({ leftovers: [] })
    expect((await run(['hit', '/life/after', '--env', second])).code).toBe(3)
    await ask<HitResult>('hit', '/life/four', '--env', first)
  })

  test('destroy removes the last one, and nothing is left that costs', async () => {
    const result = await ask<DestroyResult>('destroy', '--env', first, '--yes')
    expect(result).toMatchObject({ leftovers: [], receipt: { perMonthNow: 0 } })
    expect(await listWhatIsLeft(account, [first, second])).toEqual([])
    expect([...(account.world?.databases.keys() ?? []), ...(account.world?.proxies.keys() ?? [])]).toEqual([])
  })

  function failAt(logicalId: RegExp, action: string, reason: string): void {
    if (!account.world) return
    account.world.decideStep = (step) => {
      if (!account.world || !logicalId.test(step.logicalId) || step.action !== action) return undefined
      account.world.decideStep = () => undefined
      return reason
    }
  }

  /** What the proxies log in with now; nothing is known of those of a real account. */
  async function readLogins() {
    const proxies = [...(account.world?.proxies.values() ?? [])]
    return proxies.map(({ secret }) => {
      const { username: user, password } = JSON.parse(secret)
      return { user, password } as { user: string; password: string }
    })
  }

  /** Logs in to the first environment's database itself. */
  async function logIn(login: { user: string; password: string }): Promise<void> {
    const [database] = [...(account.world?.databases.values() ?? [])]
    const connection = await createConnection({ ...login, host: database?.host ?? '', port: database?.port ?? 0 })
    await connection.end()
  }
})
