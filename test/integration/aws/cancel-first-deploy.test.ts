import { describe, expect, it } from 'vitest'
import { Interrupted, UserError } from '../../../src/errors.ts'
import type { AwsSettings } from '../../../src/settings/settings.ts'
import { useWorkplace } from './deploy-fixture.ts'

const at = useWorkplace()
const targetGroup = 'DatabaseProxyTargetGroup258F98F3'

const fail = async (work: Promise<unknown>): Promise<UserError> => {
  const error: unknown = await work.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(UserError)
  return error as UserError
}

/** A first deploy whose user leaves when its functions are there and AWS still makes the rest. */
async function leaveWithFunctions(changes: Partial<AwsSettings> = {}): Promise<void> {
  at().answer = () => {
    at().aws.faults.delayResource(targetGroup, 'create', 3_000)
  }
  at().meanwhile = () => {
    const made = [...(at().stack()?.resources.values() ?? [])].filter(({ type, status }) => {
      return type === 'AWS::Lambda::Function' && status === 'CREATE_COMPLETE'
    })
    if (made.length === 3) at().interrupt()
  }
  await expect(at().deploy(changes)).rejects.toThrow(Interrupted)
  expect(at().stack()?.status).toBe('CREATE_IN_PROGRESS')
  expect(at().aws.account.functions.size).toBe(3)
  at().beginAnew()
}

const called = () => at().aws.calls.map(({ operation }) => operation)

describe('a first deploy that is cancelled', () => {
  it('takes its functions out of the VPC before it is deleted, which makes that quick', async () => {
    await leaveWithFunctions()
    at().haste = 1
    const began = at().aws.clock.now()
    expect(await at().cancel()).toMatchObject({ outcome: 'deleted' })
    const operations = called()
    expect(operations.filter((each) => each === 'UpdateFunctionConfiguration')).toHaveLength(3)
    expect(operations.lastIndexOf('UpdateFunctionConfiguration')).toBeLessThan(operations.indexOf('DeleteStack'))
    expect(at().log.of('step-finished')).toEqual([
      { id: 'detach', detail: '3 of 3' },
      { id: 'delete', detail: 'DELETE_COMPLETE' },
    ])
    // Lambda alone takes 20 minutes for the interfaces of functions that are deleted inside the VPC.
    expect((at().aws.clock.now() - began) / 60_000).toBeLessThan(10)
    expect(at().aws.account.interfaces.size).toBe(0)
  })

  it('goes on when they cannot be taken out, and explains the wait for their interfaces', async () => {
    await leaveWithFunctions()
    at().aws.faults.refuse('lambda:UpdateFunctionConfiguration')
    const began = at().aws.clock.now()
    expect(await at().cancel()).toMatchObject({ outcome: 'deleted' })
    expect(at().said('warned')).toHaveLength(3)
    expect(at().said('warned')[0]).toContain('stays in the VPC')
    expect(at().said('noticed')).toEqual([expect.stringContaining('AWS itself removes the network interfaces')])
    expect((at().aws.clock.now() - began) / 60_000).toBeGreaterThan(19)
  })

  it('and left while its functions are taken out is told to be there, with the way back', async () => {
    await leaveWithFunctions()
    at().meanwhile = () => at().interrupt()
    await expect(at().cancel()).rejects.toMatchObject({
      message: 'Stopped; nothing was deleted, but functions are out of the VPC and do not work. To go on:',
      nextSteps: ['rds-proxy-webhook deploy --cancel --env dev'],
    })
    expect(called()).not.toContain('DeleteStack')
    at().beginAnew()
    expect(await at().cancel()).toMatchObject({ outcome: 'deleted' })
  })

  it('whose database is protected is refused before anything is deleted, and what is billed is told', async () => {
    await leaveWithFunctions({ preset: 'production' })
    const error = await fail(at().cancel())
    expect(error).toMatchObject({ name: 'ProtectedFromDeletion' })
    expect(error.message).toMatch(
      /^The first deploy of environment dev is not taken back, and AWS goes on with it: the database \S+ is protected against deletion\. What is there is billed: 1 MySQL database with all its data, 1 RDS Proxy, 1 secret with the database password, 1 VPC endpoint, 7 alarms\.$/,
    )
    expect(error.nextSteps[0]).toBe('rds-proxy-webhook destroy --remove-protection --env dev')
    expect(called()).not.toContain('DeleteStack')
    expect(called()).not.toContain('UpdateFunctionConfiguration')
  })

  it('that leaves a final snapshot ends with the way to remove it, and leaves nothing else', async () => {
    await leaveWithFunctions({ preset: 'production' })
    for (const instance of at().aws.account.instances.values()) instance.deletionProtection = false
    const error = await fail(at().cancel())
    expect(error).toMatchObject({ name: 'LeftBehind' })
    expect(error.message).toContain('cancelled and deleted, but something is left and billed: final snapshot ')
    expect(error.nextSteps).toEqual(['rds-proxy-webhook destroy --sweep --env dev'])
    expect(at().stack()).toBeUndefined()
    expect(at().aws.account.instances.size).toBe(0)
    expect(at().aws.buckets.list('123456789012')).toEqual([])
  })
})

describe('a first deploy that has failed and cannot be cleaned up', () => {
  it('is not made anew over a protected database', async () => {
    at().answer = () => at().aws.faults.failResource(targetGroup, 'create', 'Timed out')
    await fail(at().deploy({ preset: 'production' }))
    expect(at().stack()?.status).toBe('ROLLBACK_FAILED')
    at().beginAnew()
    const again = await fail(at().deploy({ preset: 'production' }))
    expect(again).toMatchObject({ name: 'ProtectedFromDeletion' })
    expect(again.message).toContain('it stays as it is (ROLLBACK_FAILED)')
    expect(again.message).toMatch(/What is there is billed: 1 MySQL database with all its data(, 1 secret .*)?\.$/)
    expect(again.nextSteps[0]).toBe('rds-proxy-webhook destroy --remove-protection --env dev')
    expect(called()).not.toContain('DeleteStack')
  })

  it('is made anew, and what it left is told of', async () => {
    at().answer = () => at().aws.faults.failResource(targetGroup, 'create', 'Timed out')
    await fail(at().deploy({ preset: 'production' }))
    for (const instance of at().aws.account.instances.values()) instance.deletionProtection = false
    at().beginAnew()
    expect(await at().deploy()).toMatchObject({ outcome: 'created' })
    const left = at()
      .log.of('warned')
      .filter(({ message }) => message.startsWith('Left of it and billed: final snapshot'))
    expect(left).toEqual([{ message: expect.any(String), nextStep: expect.stringContaining('delete-db-snapshot') }])
  })
})

describe('a stack of the same name that is not of this program', () => {
  it('is not touched by a cancel, whatever it is in', async () => {
    await at().deploy()
    const { definition } = at().stack() ?? {}
    if (definition) definition.tags = { 'rds-proxy-webhook:environment': 'other' }
    for (const status of ['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_FAILED', 'ROLLBACK_COMPLETE']) {
      at().force(status)
      const before = called().length
      expect(await fail(at().cancel()), status).toMatchObject({ name: 'StackNotOurs' })
      expect(called().slice(before), status).toEqual(['GetCallerIdentity', 'DescribeStacks'])
    }
  })

  it('is not touched while it is in review for somebody else, neither by a cancel nor by a deploy', async () => {
    await reviewElsewhere('made-by-hand')
    expect(await fail(at().cancel())).toMatchObject({ name: 'StackNotOurs' })
    expect(await fail(at().deploy())).toMatchObject({ name: 'StackNotOurs' })
    expect(
      at()
        .stack()
        ?.changeSets.map(({ name }) => name),
    ).toEqual(['made-by-hand'])
    expect(called().filter((each) => /^(Delete|Execute)/.test(each))).toEqual([])
  })

  it('but in review for this program is deleted by a cancel', async () => {
    await reviewElsewhere('rds-proxy-webhook-0af5')
    expect(await at().cancel()).toMatchObject({ outcome: 'deleted' })
    expect(at().stack()).toBeUndefined()
  })
})

async function reviewElsewhere(name: string): Promise<void> {
  const { CreateChangeSetCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await at().open().clients.cloudFormation()
  await client.send(
    new CreateChangeSetCommand({
      StackName: 'rds-proxy-webhook-dev',
      ChangeSetName: name,
      ChangeSetType: 'CREATE',
      TemplateBody: JSON.stringify({
        Resources: { Net: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } } },
      }),
    }),
  )
  expect(at().stack()?.status).toBe('REVIEW_IN_PROGRESS')
}
