import { describe, expect, it } from 'vitest'
import { Interrupted, UserError } from '../../../src/errors.ts'
import { readStatus } from '../../../src/targets/aws/operate/status/read-status.ts'
import { FakeServiceError } from '../../fakes/aws/service.ts'
import { makeSettings } from '../../unit/stack/example-input.ts'
import { useWorkplace, Workplace } from './deploy-fixture.ts'

const at = useWorkplace()

const fail = async (work: Promise<unknown>): Promise<UserError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}

describe('a first deploy that fails', () => {
  it('tells the first cause, rolls back before the eyes of the user, and counts down', async () => {
    at().answer = (plan) => breakGroupOf(plan.template)
    const error = await fail(at().deploy())
    expect(error.message).toMatch(/target group|proxy/i)
    expect(error.message).not.toContain('cancelled')
    expect(at().stack()?.status).toBe('ROLLBACK_COMPLETE')
    expect(
      at()
        .log.of('operation-started')
        .map(({ direction }) => direction),
    ).toEqual(['create', 'roll-back'])
    expect(at().log.of('operation-ended')).toEqual([{ outcome: 'rolled-back' }])
    const finished = at()
      .log.of('operation-progressed')
      .map((each) => each.finished)
    const most = Math.max(...finished)
    expect(most).toBeGreaterThan(10)
    expect(finished.at(-1)).toBe(0)
    const down = finished.slice(finished.indexOf(most))
    expect(down).toEqual([...down].sort((a, b) => b - a))
  })

  it('never shows as failed what was only cancelled', async () => {
    at().answer = (plan) => breakGroupOf(plan.template)
    await fail(at().deploy())
    const failed = at()
      .log.of('resource-moved')
      .filter(({ state }) => state === 'failed')
    expect(failed.map(({ kind }) => kind)).toEqual(['AWS::RDS::DBProxyTargetGroup'])
    expect(failed[0]?.detail).toContain('Timed out')
  })

  it('is deleted and made anew by the next deploy', async () => {
    at().answer = (plan) => breakGroupOf(plan.template)
    await fail(at().deploy())
    const failed = at().stack()?.id
    at().beginAnew()
    expect(await at().deploy()).toMatchObject({ outcome: 'created' })
    expect(at().stack()?.id).not.toBe(failed)
    expect(at().said('warned')).toEqual([expect.stringContaining('never completed (ROLLBACK_COMPLETE)')])
    expect(
      at()
        .log.of('operation-started')
        .map(({ direction }) => direction),
    ).toEqual(['delete', 'create'])
  })
})

describe('an update that fails', () => {
  it('is rolled back, and tells the cause', async () => {
    await at().deploy()
    at().beginAnew()
    at().aws.faults.failResource(at().find('AWS::RDS::DBProxyTargetGroup'), 'update', 'The pool cannot be changed now')
    const error = await fail(at().deploy({ proxy: { ...proxy, borrowTimeout: 33 } }))
    expect(error.message).toContain('The pool cannot be changed now')
    expect(at().stack()?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(
      at()
        .log.of('operation-started')
        .map(({ direction }) => direction),
    ).toEqual(['update', 'roll-back'])
    at().beginAnew()
    expect(await at().deploy({ proxy: { ...proxy, borrowTimeout: 33 } })).toMatchObject({ outcome: 'updated' })
  })

  it('and whose rollback fails too is told to be stuck, and goes on when the cause is mended', async () => {
    await at().deploy()
    at().beginAnew()
    const settings = { proxy: { ...proxy, borrowTimeout: 33 }, publicPage: false }
    at().aws.faults.failResource(at().find('AWS::RDS::DBProxyTargetGroup'), 'update', 'Not now')
    at().meanwhile = () => {
      if (at().stack()?.status !== 'UPDATE_IN_PROGRESS') return
      const id = at()
        .stack()
        ?.events.findLast(({ type }) => type === 'AWS::Lambda::Function')?.logicalId
      if (id) at().aws.faults.failResource(id, 'update', 'The function cannot be changed back')
    }
    const stuck = await fail(at().deploy(settings))
    expect(at().stack()?.status).toBe('UPDATE_ROLLBACK_FAILED')
    expect(stuck.message).toContain('Taking the update back failed too')
    expect(stuck.nextSteps.slice(-2)).toEqual([
      'rds-proxy-webhook deploy --cancel --env dev  # when the cause is mended',
      expect.stringMatching(
        /^aws cloudformation continue-update-rollback --stack-name arn:\S+ --resources-to-skip \S*Function\S* --region eu-west-1 {2}# /,
      ),
    ])
    expect(stuck.nextSteps).not.toContain('rds-proxy-webhook deploy --env dev')
    const { state, components } = await readStatus(at().open(), makeSettings())
    expect({ state, stack: components[0] }).toMatchObject({ state: 'degraded', stack: { state: 'failed' } })
    at().beginAnew()
    const error = await fail(at().deploy(settings))
    expect(error).toMatchObject({ name: 'StackStuck' })
    expect(error.nextSteps[0]).toBe('rds-proxy-webhook deploy --cancel --env dev')
    expect(at().count('cloudformation:ContinueUpdateRollback')).toBe(0)
    at().aws.faults.clear()
    at().beginAnew()
    expect(await at().cancel()).toMatchObject({ outcome: 'taken-back' })
    expect(at().stack()?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(at().count('cloudformation:ContinueUpdateRollback')).toBe(1)
    expect(at().log.of('operation-started')).toMatchObject([{ direction: 'roll-back' }])
  })
})

describe('Ctrl-C', () => {
  it('detaches from a deploy that has begun, says how to come back, and a deploy comes back to it', async () => {
    at().meanwhile = () => {
      if (at().log.of('resource-moved').length > 5) at().interrupt()
    }
    const detached = at().deploy()
    await expect(detached).rejects.toThrow(Interrupted)
    await expect(detached).rejects.toMatchObject({
      message: 'Stopped watching; AWS goes on making environment dev. Come back to it, just watch it, or take it back:',
      nextSteps: ['deploy', 'status --watch', 'deploy --cancel'].map((each) => `rds-proxy-webhook ${each} --env dev`),
    })
    expect(at().stack()?.status).toBe('CREATE_IN_PROGRESS')
    const seen = at().log.of('resource-moved').length
    at().beginAnew()
    expect(await at().deploy()).toMatchObject({ outcome: 'created', url: expect.stringContaining('https://') })
    expect(at().said('noticed')[0]).toMatch(/is being changed since .* \(CREATE_IN_PROGRESS\), begun by this program/)
    expect(at().log.of('resource-moved').length).toBeGreaterThan(seen)
    expect(at().plans).toEqual([])
    expect(at().count('cloudformation:ExecuteChangeSet')).toBe(1)
  })

  it('before the execution leaves nothing', async () => {
    at().answer = () => at().interrupt()
    await expect(at().deploy()).rejects.toThrow('Stopped before anything was changed.')
    expect(at().stack()).toBeUndefined()
    expect(at().aws.buckets.list('123456789012')).toEqual([])
  })
})

describe('watching', () => {
  it('returns at once when nothing is under way', async () => {
    await at().watch()
    await at().deploy()
    at().beginAnew()
    await at().watch()
    expect(at().log.entries).toEqual([])
  })

  it('follows what is under way until it ends, from its beginning', async () => {
    at().meanwhile = () => {
      if (at().log.of('resource-moved').length > 5) at().interrupt()
    }
    await expect(at().deploy()).rejects.toThrow(Interrupted)
    const [begun] = at().log.of('operation-started')
    at().beginAnew()
    await at().watch()
    expect(at().stack()?.status).toBe('CREATE_COMPLETE')
    expect(at().log.of('operation-started')).toEqual([begun])
    expect(at().log.of('operation-ended')).toEqual([{ outcome: 'done' }])
  })

  it('tells why something failed, and is no failure itself', async () => {
    at().answer = (plan) => breakGroupOf(plan.template)
    at().meanwhile = () => {
      if (at().log.of('resource-moved').length > 0) at().interrupt()
    }
    await expect(at().deploy()).rejects.toThrow(Interrupted)
    at().beginAnew()
    await at().watch()
    expect(at().stack()?.status).toBe('ROLLBACK_COMPLETE')
    expect(at().log.of('operation-ended')).toEqual([{ outcome: 'rolled-back' }])
    expect(at().log.of('warned')).toEqual([{ message: expect.any(String), nextStep: expect.any(String) }])
  })
})

describe('a stack that is not as it should be', () => {
  it('of a change set that was never executed is gone on with', async () => {
    at().answer = () => {
      throw new Error('the terminal was closed')
    }
    at().aws.faults.fail('DeleteChangeSet', new FakeServiceError('AccessDenied', 'no', 403))
    await expect(at().deploy()).rejects.toThrow('the terminal was closed')
    expect(at().said('warned')).toEqual([expect.stringContaining('could not be taken back')])
    expect(at().stack()?.status).toBe('REVIEW_IN_PROGRESS')
    at().beginAnew()
    expect(await at().deploy()).toMatchObject({ outcome: 'created' })
    expect(at().said('noticed')).toEqual([expect.stringContaining('never executed')])
  })

  it('and was deleted in part is for destroy', async () => {
    await at().deploy()
    at().force('DELETE_FAILED')
    const error = await fail(at().deploy())
    expect(error).toMatchObject({
      name: 'StackHalfDeleted',
      nextSteps: expect.arrayContaining(['rds-proxy-webhook destroy --env dev']),
    })
  })

  it('and is being deleted is waited for, then made anew', async () => {
    await at().deploy()
    const first = at().stack()?.id
    at().beginAnew()
    const { DeleteStackCommand } = await import('@aws-sdk/client-cloudformation')
    const client = await at().open().clients.cloudFormation()
    await client.send(
      new DeleteStackCommand({ StackName: 'rds-proxy-webhook-dev', ClientRequestToken: 'Console-DeleteStack-1' }),
    )
    expect(await at().deploy()).toMatchObject({ outcome: 'created' })
    expect(at().stack()?.id).not.toBe(first)
    expect(at().said('noticed')[0]).toContain('(DELETE_IN_PROGRESS), begun by the AWS console')
  })

  it('and is not of this program is not touched', async () => {
    await at().deploy()
    const stack = at().stack()
    if (stack?.definition) stack.definition.tags = {}
    expect(await fail(at().deploy({ publicPage: false }))).toMatchObject({ name: 'StackNotOurs' })
  })
})

describe('somebody else', () => {
  it('who changes the stack between review and execution makes the review begin anew', async () => {
    await at().deploy()
    at().beginAnew()
    at().answer = async () => {
      if (at().plans.length === 1) await changeElsewhere()
    }
    expect(await at().deploy({ publicPage: false })).toMatchObject({ outcome: 'updated' })
    expect(at().plans).toHaveLength(2)
    expect(at().said('warned')).toEqual([expect.stringContaining('changed by somebody else meanwhile')])
  })

  it('who does so each time is not raced against', async () => {
    await at().deploy()
    at().beginAnew()
    at().answer = () => changeElsewhere()
    expect(await fail(at().deploy({ publicPage: false }))).toMatchObject({ name: 'ChangedMeanwhile' })
    expect(at().plans).toHaveLength(2)
  })

  it('who is asked too often by others is asked again', async () => {
    at().aws.faults.throttle('cloudformation:DescribeChangeSet', 1)
    at().aws.faults.throttle('cloudformation:DescribeStackEvents', 1)
    expect(await at().deploy()).toMatchObject({ outcome: 'created' })
  })

  it('who has a bucket of our name is told of', async () => {
    const { buckets } = at().aws
    buckets.create({
      name: 'rds-proxy-webhook-assets-123456789012-eu-west-1',
      accountId: '999999999999',
      region: 'eu-west-1',
      createdAt: new Date(),
    })
    expect(await fail(at().deploy())).toMatchObject({ name: 'AssetBucketTaken' })
    expect(at().stack()).toBeUndefined()
  })
})

describe('cancelling', () => {
  it('deletes a first deploy that is under way, and all that was for it', async () => {
    at().meanwhile = () => {
      if (at().log.of('resource-moved').length > 5) at().interrupt()
    }
    await expect(at().deploy()).rejects.toThrow(Interrupted)
    at().beginAnew()
    expect(await at().cancel()).toMatchObject({ outcome: 'deleted', environment: 'dev', target: 'aws' })
    expect(at().stack()).toBeUndefined()
    expect(at().aws.buckets.list('123456789012')).toEqual([])
    expect(at().log.of('operation-started').at(-1)?.direction).toBe('delete')
  })

  it('deletes a first deploy that has failed', async () => {
    at().answer = (plan) => breakGroupOf(plan.template)
    await fail(at().deploy())
    at().beginAnew()
    expect(await at().cancel()).toMatchObject({ outcome: 'deleted' })
    expect(at().stack()).toBeUndefined()
  })

  it('takes an update back, and whoever follows it is told so', async () => {
    await at().deploy()
    at().beginAnew()
    let cancelled: Promise<unknown> | undefined
    at().meanwhile = () => {
      const moving = at().stack()?.status === 'UPDATE_IN_PROGRESS'
      if (moving && !cancelled) cancelled = cancelElsewhere()
      return cancelled?.then(() => {})
    }
    const error = await fail(at().deploy({ publicPage: false }))
    expect(error).toMatchObject({ name: 'DeployCancelled' })
    expect(at().stack()?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
  })

  it('takes an update back that runs without anybody following it', async () => {
    await at().deploy()
    at().beginAnew()
    at().meanwhile = () => {
      if (at().stack()?.status === 'UPDATE_IN_PROGRESS') at().interrupt()
    }
    await expect(at().deploy({ publicPage: false })).rejects.toThrow('AWS goes on updating environment dev')
    at().beginAnew()
    expect(await at().cancel()).toMatchObject({ outcome: 'taken-back' })
    expect(at().stack()?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(at().log.of('operation-ended')).toEqual([{ outcome: 'done' }])
  })

  it('refuses when nothing is under way', async () => {
    expect(await fail(at().cancel())).toMatchObject({ name: 'NothingUnderWay', exitCode: 3 })
    await at().deploy()
    expect(await fail(at().cancel())).toMatchObject({ name: 'NothingUnderWay', exitCode: 1 })
  })
})

const proxy = {
  maxConnectionsPercent: 90,
  maxIdleConnectionsPercent: 40,
  borrowTimeout: 20,
  idleClientTimeout: 900,
  requireTls: true,
  pinningFilter: 'none',
  initQuery: '',
} as const

function breakGroupOf(template: object | undefined): void {
  const { Resources } = template as { Resources: Record<string, { Type: string }> }
  const [id = ''] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::RDS::DBProxyTargetGroup') ?? []
  at().aws.faults.failResource(id, 'create', 'Timed out waiting for target group to become available.')
}

/** Another change of the same stack, from beginning to end, by somebody else. */
async function changeElsewhere(): Promise<void> {
  const colleague = new Workplace(at().aws)
  const rateLimit = 60 + at().plans.length
  await colleague.deploy({ throttling: { rateLimit, burstLimit: 100 } })
}

async function cancelElsewhere(): Promise<void> {
  const { CancelUpdateStackCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await at().open().clients.cloudFormation()
  await client.send(new CancelUpdateStackCommand({ StackName: 'rds-proxy-webhook-dev' }))
}
