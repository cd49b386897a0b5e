import { describe, expect, it } from 'vitest'
import { describeFailedQuery, isFunctionWaking } from '../../../../../src/targets/aws/operate/failed-query.ts'
import { makeEnvironment } from '../aws-environment.ts'

const env = makeEnvironment({ profile: 'work' })
const describeIt = (payload: string) => describeFailedQuery(env, payload, '/my log/group')

describe('a query function that failed', () => {
  it.each([
    [
      { errorType: 'DatabaseUnavailable', errorMessage: 'The database cannot be reached' },
      'The query function could not answer (DatabaseUnavailable): The database cannot be reached',
    ],
    [
      { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: 7a Error: Task timed out after 30.00 seconds' },
      'The query function could not answer (Sandbox.Timedout): it had no answer from the database within 30 s.',
    ],
    [
      { errorMessage: '2026-11-23T12:00:00.000Z 7a Task timed out after 30.03 seconds' },
      'The query function could not answer (Unknown): it had no answer from the database within 30.03 s.',
    ],
    [
      { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: 7a Error: Runtime exited with error' },
      'The query function could not answer (Runtime.ExitError): it ended before it answered.',
    ],
  ])('%o', (payload, message) => {
    expect(describeIt(JSON.stringify(payload))).toMatchObject({ name: 'QueryFailed', message, exitCode: 1 })
  })

  it('says so when its answer cannot be understood', () => {
    expect(describeIt('').message).toMatch(/\(Unknown\): no reason was given$/)
    expect(describeIt('<html>').message).toMatch(/\(Unknown\): <html>$/)
  })

  it('names its log, quoted for a shell', () => {
    expect(describeIt('{}').nextSteps).toEqual([
      'rds-proxy-webhook status --env dev',
      "aws logs tail '/my log/group' --since 10m --region eu-west-1 --profile work",
    ])
  })
})

describe('a function that is being woken', () => {
  const named = (name: string, message: string) => Object.assign(new Error(message), { name })

  it('is known by its code, or by the state that Lambda names', () => {
    const state =
      'The operation cannot be performed at this time. The function is currently in the following state: Pending'
    expect(isFunctionWaking(named('ResourceNotReadyException', 'The function is inactive'))).toBe(true)
    expect(isFunctionWaking(named('ResourceConflictException', state))).toBe(true)
  })

  it('is not mistaken for one that cannot be called', () => {
    expect(isFunctionWaking(named('ResourceConflictException', 'An update is in progress'))).toBe(false)
    expect(isFunctionWaking(named('AccessDeniedException', 'no'))).toBe(false)
    expect(isFunctionWaking('ResourceNotReadyException')).toBe(false)
  })
})
