import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Plan } from '../../src/targets/target-plan.ts'
import { runProgram } from './program.ts'

let folder: string

/** Nothing of this computer's own AWS configuration, and no way to AWS. */
const env = () => ({
  AWS_CONFIG_FILE: join(folder, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  XDG_STATE_HOME: folder,
})

const run = (...args: string[]) => runProgram(args, { cwd: folder, env: env() })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flags-'))
  const environments = { here: { target: 'local', port: 0 }, there: { target: 'aws', region: 'eu-west-1' } }
  writeFileSync(join(folder, 'rds-proxy-webhook.json'), JSON.stringify({ defaultEnvironment: 'there', environments }))
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  ['deploy', '--cancel'],
  ['deploy', '--accept-replacement'],
  ['init', '--accept-replacement', '--yes'],
  ['status', '--watch'],
  ['status', '--drift'],
  ['plan', '--policy'],
  ['destroy', '--sweep'],
  ['destroy', '--remove-protection'],
  ['destroy', '--keep-snapshot'],
])('%s %s is refused on this computer, with a command that is not', async (command, flag, ...others) => {
  const { code, stdout } = await run(command, flag, ...others, '--env', 'here', '--json')
  expect(code).toBe(2)
  const { error } = JSON.parse(stdout)
  expect(error).toMatchObject({
    name: 'FlagOfOtherTarget',
    message: `${flag} applies to the target aws, and here is on this computer.`,
    nextSteps: [['rds-proxy-webhook', command, ...others, '--env here --json'].join(' ')],
  })
})

test('a plan is that of the default environment, unless another one is named', async () => {
  const plan = async (...args: string[]) => JSON.parse((await run('plan', '--json', ...args)).stdout) as Plan
  expect(await plan()).toMatchObject({ environment: 'there', target: 'aws' })
  expect(await plan('--env', 'here')).toMatchObject({ environment: 'here', target: 'local' })
  expect(await plan('--target', 'local')).toMatchObject({ environment: 'local', target: 'local' })
})

test('destroy names the whole command, with the flags that were given', async () => {
  // Nobody gets so far without credentials on AWS; on this computer there is nothing to lose.
  const { code, stdout } = await run('destroy', '--env', 'here', '--json')
  expect(code).toBe(3)
  expect(JSON.parse(stdout).error.nextSteps[0]).toMatch(/^rds-proxy-webhook /)
})
