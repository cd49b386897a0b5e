import { describe, expect, it } from 'vitest'
import { Declined, Interrupted } from '../../../src/errors.ts'
import type { Template } from '../../../src/estimates/template.ts'
import { useWorkplace } from './deploy-fixture.ts'

const at = useWorkplace()
const bucketName = 'rds-proxy-webhook-assets-123456789012-eu-west-1'

const findBucket = () =>
  at()
    .aws.buckets.list('123456789012')
    .find(({ name }) => name === bucketName)

describe('a deploy of what is there already', () => {
  it('asks nobody, changes nothing and leaves no change set', async () => {
    const { url } = await at().deploy()
    at().beginAnew()
    expect(await at().deploy()).toMatchObject({ outcome: 'unchanged', url })
    expect(at().plans).toEqual([])
    expect(
      at()
        .stack()
        ?.changeSets.filter(({ status }) => status === 'FAILED'),
    ).toEqual([])
    expect(at().log.of('operation-started')).toEqual([])
  })

  it('uploads nothing again', async () => {
    await at().deploy()
    const before = findBucket()?.versions.length
    at().beginAnew()
    await at().deploy()
    expect(findBucket()?.versions.length).toBe(before)
    expect(at().log.of('step-finished')).toContainEqual({ id: 'functions', detail: 'as published before' })
  })
})

describe('an update', () => {
  it('touches what is changed, and says so before', async () => {
    await at().deploy()
    at().beginAnew()
    expect(await at().deploy({ publicPage: false })).toMatchObject({ outcome: 'updated' })
    const [plan] = at().plans
    expect(plan?.difference).toMatchObject({ kind: 'changed', dangerous: [] })
    expect(plan?.difference?.changes[0]).toMatchObject({ kind: 'AWS::Lambda::Function', action: 'modify' })
    const [operation] = at().log.of('operation-started')
    expect(operation?.direction).toBe('update')
    const total = operation?.resources.length ?? 0
    expect(total).toBeLessThan(10)
    expect(at().log.of('resource-moved')[0]).toMatchObject({ kind: 'AWS::Lambda::Function', verb: 'update' })
    expect(at().log.of('operation-progressed').at(-1)).toMatchObject({ finished: total, total })
    expect(at().stack()?.status).toBe('UPDATE_COMPLETE')
  })

  it('keeps the zones that the stack was made with', async () => {
    await at().deploy()
    placeSubnets(['euw1-az3', 'euw1-az2'])
    at().beginAnew()
    await at().deploy({ publicPage: false })
    const zones = listSubnets(at().stack()?.definition?.template as Template).map(([, each]) => each.Properties)
    expect(zones).toMatchObject([{ AvailabilityZoneId: 'euw1-az3' }, { AvailabilityZoneId: 'euw1-az2' }])
    expect(at().plans[0]?.difference?.changes.map(({ kind }) => kind)).not.toContain('AWS::EC2::Subnet')
  })

  it('learns how long things take here, and uses it for the next estimate', async () => {
    at().answer = () => {
      const template = at().plans[0]?.template as Template
      const [id = ''] = Object.entries(template.Resources ?? {}).find(([, { Type }]) => Type === database) ?? []
      at().aws.faults.delayResource(id, 'create', 1_234)
    }
    await at().deploy()
    const expectDatabase = () =>
      at()
        .log.of('operation-started')[0]
        ?.resources.find(({ kind }) => kind === database)?.expectedSeconds
    expect(expectDatabase()).toBe(595)
    expect(
      at()
        .log.of('operation-progressed')
        .flatMap(({ slow }) => slow),
    ).toContain(at().find(database))
    at().beginAnew()
    await at().deploy({}, 'other')
    expect(expectDatabase()).toBe(1_234)
    expect(at().plans[0]?.duration?.criticalPath).toContainEqual(
      expect.objectContaining({ kind: database, seconds: 1_234, figure: 'learned' }),
    )
  })
})

const database = 'AWS::RDS::DBInstance'

function listSubnets(template: Template) {
  return Object.entries(template.Resources ?? {}).filter(([, { Type }]) => Type === 'AWS::EC2::Subnet')
}

/** As if the stack had been made with these zones. */
function placeSubnets(zones: string[]) {
  const stack = at().stack()
  const template = JSON.parse(stack?.definition?.body ?? '{}') as Template
  for (const [index, [id, subnet]] of listSubnets(template).entries()) {
    const { AvailabilityZone: _, ...others } = subnet.Properties ?? {}
    const placed = { ...others, AvailabilityZoneId: zones[index] }
    Object.assign(subnet, { Properties: placed })
    const made = stack?.resources.get(id)
    if (made) made.properties = { ...without(made.properties, 'AvailabilityZone'), AvailabilityZoneId: zones[index] }
  }
  if (stack?.definition) Object.assign(stack.definition, { body: JSON.stringify(template), template })
}

function without(properties: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name))
}

describe('a deploy that is declined', () => {
  const decline = () => {
    throw new Declined('Nothing was changed.')
  }

  it('leaves nothing of a first one: no stack, no change set, no bucket', async () => {
    at().answer = decline
    await expect(at().deploy()).rejects.toThrow(Declined)
    expect(at().stack()).toBeUndefined()
    expect(at().aws.cloudFormation.stacks.map(({ status }) => status)).toEqual(['DELETE_COMPLETE'])
    expect(at().aws.buckets.list('123456789012')).toEqual([])
  })

  it('leaves a running environment as it is', async () => {
    await at().deploy()
    at().beginAnew()
    at().answer = decline
    await expect(at().deploy({ publicPage: false })).rejects.toThrow(Declined)
    expect(at().stack()).toMatchObject({ status: 'CREATE_COMPLETE' })
    expect(
      at()
        .stack()
        ?.changeSets.filter(({ executionStatus }) => executionStatus === 'AVAILABLE'),
    ).toEqual([])
    expect(findBucket()).toBeDefined()
  })

  it('leaves the change set that somebody else is reading', async () => {
    at().answer = async () => {
      const other = at()
      const answer = other.answer
      other.answer = decline
      await expect(other.deploy()).rejects.toThrow(Declined)
      other.answer = answer
      expect(at().stack()?.status).toBe('REVIEW_IN_PROGRESS')
    }
    expect(await at().deploy()).toMatchObject({ outcome: 'created' })
  })
})

describe('a deploy whose clients sign tokens', () => {
  it('publishes no rotation function', async () => {
    await at().deploy({ clientAuth: 'iam' })
    expect(findBucket()?.versions.some(({ key }) => key.includes('rotation'))).toBe(false)
  })
})

describe('two environments', () => {
  it('live side by side in one account and region, and share the bucket', async () => {
    await at().deploy()
    await at().deploy({}, 'other')
    expect(at().stack('dev')?.status).toBe('CREATE_COMPLETE')
    expect(at().stack('other')?.status).toBe('CREATE_COMPLETE')
    expect(at().aws.buckets.list('123456789012')).toHaveLength(1)
    expect(at().count('s3:CreateBucket')).toBe(1)
  })
})

describe('the protection against deletion', () => {
  const isProtected = () => at().stack()?.terminationProtection
  const changes = () => at().count('cloudformation:UpdateTerminationProtection')

  it('a stack of production is protected once it runs, and that changes with the preset only', async () => {
    await at().deploy({ preset: 'production' })
    expect(isProtected()).toBe(true)
    expect(at().said('noticed')).toContain(
      'The stack is protected against deletion now; destroy takes --remove-protection.',
    )
    at().beginAnew()
    await at().deploy({ preset: 'production', logRetentionDays: 30 })
    expect(changes()).toBe(1)
    at().beginAnew()
    await at().deploy({ preset: 'learning', logRetentionDays: 30 })
    expect(isProtected()).toBe(false)
    expect(at().said('noticed')).toEqual(['The stack is no longer protected against deletion.'])
    await at().deploy({ preset: 'production' })
    expect(isProtected()).toBe(true)
    expect(changes()).toBe(3)
  })

  it('a stack of learning that somebody has protected keeps that', async () => {
    await at().deploy()
    expect(isProtected()).toBe(false)
    const stack = at().stack()
    if (stack) stack.terminationProtection = true
    at().beginAnew()
    await at().deploy({ publicPage: false })
    expect(isProtected()).toBe(true)
    expect(changes()).toBe(0)
  })

  it('a deploy that was left before its end is protected by the one that comes back to it', async () => {
    at().meanwhile = () => {
      if (at().log.of('resource-moved').length > 5) at().interrupt()
    }
    await expect(at().deploy({ preset: 'production' })).rejects.toThrow(Interrupted)
    expect(isProtected()).toBe(false)
    at().beginAnew()
    expect(await at().deploy({ preset: 'production' })).toMatchObject({ outcome: 'created' })
    expect(isProtected()).toBe(true)
  })

  it('who may not protect it is told so, and has a running environment', async () => {
    at().aws.faults.refuse('cloudformation:UpdateTerminationProtection')
    expect(await at().deploy({ preset: 'production' })).toMatchObject({ outcome: 'created' })
    expect(at().log.of('warned')).toEqual([
      {
        message: expect.stringContaining('The stack is not protected against deletion: '),
        nextStep: 'rds-proxy-webhook deploy --env dev',
      },
    ])
  })
})
