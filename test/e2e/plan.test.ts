import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Plan } from '../../src/targets/target-plan.ts'
import { type Finished, runProgram } from './program.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Neither this computer's own AWS configuration nor what its user's deploys have taught. */
const env = () => ({
  AWS_CONFIG_FILE: join(folder, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  XDG_STATE_HOME: join(folder, 'none'),
})

const run = (...args: string[]): Promise<Finished> => runProgram(args, { cwd: folder, env: env() })

test.each([
  ['plan', '--target', 'local'],
  ['init', '--target', 'local', '--yes', '--dry-run'],
  ['plan', '--target', 'aws'],
  ['init', '--target', 'aws', '--yes', '--dry-run'],
])('%s %s %s: shows what would be made and writes nothing', async (...args) => {
  const { code, stdout, stderr } = await run(...args)
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/^COUNT +KIND +PURPOSE$/m)
  expect(stdout).toMatch(/would be \d+ resources; nothing was changed\./)
  expect(readdirSync(folder)).toEqual([])
})

test('what comes after a look at init is init with the same settings', async () => {
  const flags = ['--target', 'aws', '--env', 'two', '--storage', '30']
  const { code, stdout, stderr } = await run('init', ...flags, '--yes', '--dry-run')
  expect(code, stderr).toBe(0)
  expect(stdout).toContain(`rds-proxy-webhook init ${flags.join(' ')}\n`)
})

test('the plan for AWS has the template, and its flags are in it', async () => {
  const { code, stdout, stderr } = await run('plan', '--target', 'aws', '--instance-class', 'db.t4g.small', '--json')
  expect(code, stderr).toBe(0)
  const { template, ...plan } = JSON.parse(stdout) as Plan & { template: Template }
  expect(plan).toMatchObject({ target: 'aws', environment: 'aws' })
  const kinds = Object.values(template.Resources).map(({ Type }) => Type)
  expect(kinds).toEqual(
    expect.arrayContaining(['AWS::RDS::DBProxy', 'AWS::ApiGatewayV2::Api', 'AWS::Lambda::Function']),
  )
  expect(stdout).toContain('"db.t4g.small"')
})

test.each([
  ['aws', 43.58],
  ['local', 0],
])('the plan for %s has its price and its time, also as data', async (target, perMonth) => {
  const { code, stdout, stderr } = await run('plan', '--target', target, '--json')
  expect(code, stderr).toBe(0)
  const { price, duration } = JSON.parse(stdout) as Plan
  expect(price?.perMonth).toBe(perMonth)
  expect(price?.source.statement).toBeTruthy()
  expect(duration?.seconds).toBeGreaterThan(0)
})

test.each([
  [['plan', '--target', 'aws'], /\nReady in about 12 min.*\nCosts about 43\.58 USD a month, .*\n$/],
  [
    ['init', '--target', 'aws', '--yes', '--dry-run'],
    /\nReady in about 12 min.*\nCosts about 43\.58 USD a month, .*\n$/,
  ],
  [['plan', '--target', 'local'], /\nReady in about 1 s.*\nCosts nothing\.\n$/],
])('%j ends with time and money', async (args, ending) => {
  expect((await run(...args)).stdout).toMatch(ending)
})

test('--template prints the template alone', async () => {
  const { code, stdout } = await run('plan', '--target', 'aws', '--template')
  expect(code).toBe(0)
  expect((JSON.parse(stdout) as Template).Resources).toBeTypeOf('object')
})

test('init for AWS without credentials says how to get some, and writes nothing', async () => {
  const { code, stdout, stderr } = await run('init', '--target', 'aws', '--yes')
  expect(code).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/Error: No AWS credentials were found.*\nTry: aws /)
  // Else every later command would look for an environment that cannot be.
  expect(readdirSync(folder)).toEqual([])
})

interface Template {
  Resources: Record<string, { Type: string }>
}
