import type { DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from 'vitest'
import { Interrupted } from '../../../../../src/errors.ts'
import { awaitChangeSet } from '../../../../../src/targets/aws/change-set/await-change-set.ts'
import { describeAuthor, makeToken } from '../../../../../src/targets/aws/change-set/tokens.ts'
import type { AwsEnvironment } from '../../../../../src/targets/aws/environment.ts'
import { makeEnvironment } from '../aws-environment.ts'

const set = {
  id: 'arn:aws:cloudformation:eu-west-1:123456789012:changeSet/x/1',
  kind: 'UPDATE',
  stackId: 'arn',
} as const

/** Waits for a change set that CloudFormation describes so, one answer a look; the last one is repeated. */
function wait(answers: DescribeChangeSetOutput[], interruption = new AbortController()) {
  let looks = 0
  let now = 0
  const progress: string[] = []
  const client = { send: async () => answers[Math.min(looks++, answers.length - 1)] }
  const env = { ...makeEnvironment(), clients: { cloudFormation: async () => client } } as unknown as AwsEnvironment
  const pace = {
    now: () => now,
    wait: async (ms: number) => {
      now += ms
      if (now > 60_000) interruption.abort()
    },
  }
  const work = awaitChangeSet(env, set, {
    pace,
    signal: interruption.signal,
    progress: (detail) => progress.push(detail),
  })
  return { work, progress }
}

const pending = { Status: 'CREATE_PENDING' } as const
const busy = { Status: 'CREATE_IN_PROGRESS' } as const

describe('waiting for a change set', () => {
  it('says nothing of a quick one', async () => {
    const { work, progress } = wait([pending, busy, { Status: 'CREATE_COMPLETE', Changes: [{ Type: 'Resource' }] }])
    expect(await work).toMatchObject({ ...set, description: { Changes: [{ Type: 'Resource' }] } })
    expect(progress).toEqual([])
  })

  it('tells how long a slow one takes', async () => {
    const { work, progress } = wait([...Array(7).fill(busy), { Status: 'CREATE_COMPLETE' }])
    await work
    expect(progress).toEqual([3, 5, 8, 13].map((each) => `CloudFormation works out the changes, ${each} s so far`))
  })

  it('collects the changes of all pages', async () => {
    const { work } = wait([
      { Status: 'CREATE_COMPLETE', Changes: [{ Type: 'Resource' }], NextToken: 'more' },
      { Status: 'CREATE_COMPLETE', Changes: [{ Type: 'Resource' }] },
    ])
    expect((await work) as object).toMatchObject({ description: { Changes: [{}, {}] } })
  })

  it.each([
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'No updates are to be performed.',
  ])('knows nothing to do: %s', async (StatusReason) => {
    expect(await wait([{ Status: 'FAILED', StatusReason }]).work).toBe('no-changes')
  })

  it('passes on why it is refused', async () => {
    const { work } = wait([{ Status: 'FAILED', StatusReason: 'Parameters: [x] must have values' }])
    await expect(work).rejects.toMatchObject({
      name: 'ChangeRefused',
      message: 'CloudFormation refuses the change of environment dev: Parameters: [x] must have values.',
    })
  })

  it('stops when the user does', async () => {
    await expect(wait([busy]).work).rejects.toThrow(new Interrupted('Stopped before anything was changed.'))
  })
})

describe('a token', () => {
  it('is one that CloudFormation takes as a token and as a name, and never the same', () => {
    expect(makeToken()).toMatch(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/)
    expect(makeToken()).not.toBe(makeToken())
  })

  it('tells who began an operation', () => {
    expect(describeAuthor(makeToken())).toBe('this program')
    expect(describeAuthor('Console-CreateStack-7f59c3cf-00d2-40c7-b2ff-e75db0987002')).toBe('the AWS console')
    expect(describeAuthor(undefined)).toBe('another program')
  })
})
