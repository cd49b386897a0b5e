import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RotationResult } from '../../src/actions/rotation-result.ts'
import type { StatusResult } from '../../src/actions/status.ts'
import { Environment } from './environment.ts'

let environment: Environment

beforeAll(async () => {
  environment = await Environment.start()
})
afterAll(() => environment?.close())

const rotate = (...args: string[]) => environment.project.run(['rotate-secret', '--json', ...args])

test('under load: the old password is refused, the new one accepted, and no request is lost', async () => {
  const { password } = environment.readSecret()
  const { code, stdout, stderr } = await rotate()
  expect(code, stderr).toBe(0)
  const result = JSON.parse(stdout) as RotationResult
  expect(result).toMatchObject({
    proved: true,
    problems: [],
    oldPassword: 'refused',
    newPassword: 'accepted',
    load: true,
    requestsFailed: 0,
  })
  expect(result.requestsSent).toBeGreaterThan(10)
  expect(result.rowsRecorded).toBe(result.rowsPromised)
  expect(result.longestGapMs).toBeGreaterThan(0)
  expect(result.versionAfter).not.toBe(result.versionBefore)
  expect(environment.readSecret().password).not.toBe(password)
  const { secret, rows } = await environment.project.ask<StatusResult>(['status'])
  expect(secret?.versionId).toBe(result.versionAfter)
  expect(rows).toBeGreaterThanOrEqual(result.rowsPromised)
})

test('without load: the same proof, and no request', async () => {
  const rows = await environment.countRows()
  const { code, stdout, stderr } = await rotate('--no-load')
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ proved: true, load: false, requestsSent: 0 })
  expect(await environment.countRows()).toBe(rows)
})

test('as text it ends with the proof in one line', async () => {
  const { code, stdout, stderr } = await environment.project.run(['rotate-secret', '--no-load'])
  expect(code, stderr).toBe(0)
  expect(stdout).toMatch(/Old password refused/)
  expect(stdout).toMatch(/New password accepted/)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^The password was rotated in /)
})

test('Ctrl-C while the requests run ends with 130 and says how far it was', async () => {
  const { code, stdout, stderr } = await environment.project.run(['rotate-secret'], {
    onStart: (child) => {
      child.stderr?.on('data', (text: string) => {
        if (text.includes('Send requests all the while')) child.kill('SIGINT')
      })
    },
  })
  expect(code, stderr).toBe(130)
  expect(stdout).toBe('')
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^Interrupted/)
  expect((await rotate('--no-load')).code).toBe(0)
})
