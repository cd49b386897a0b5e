import { describe, expect, it } from 'vitest'
import { Declined } from '../../../src/errors.ts'
import type { Template } from '../../../src/estimates/template.ts'
import { useWorkplace } from './deploy-fixture.ts'

const at = useWorkplace()
const bucketName = 'rds-proxy-webhook-assets-123456789012-eu-west-1'

const findBucket = () =>
  at()
    .aws.buckets.list('123456789012')
    .find(({ name }) => name === bucketName)

describe('a first deploy', () => {
  it('makes all that the plan says, and ends with the URL', async () => {
    const deployment = await at().deploy()
    expect(deployment).toMatchObject({ environment: 'dev', target: 'aws', outcome: 'created' })
    expect(deployment.url).toMatch(/^https:\/\/.*execute-api\.eu-west-1\.amazonaws\.com$/)
    expect(deployment.durationMs).toBeGreaterThan(60_000)
    expect(at().stack()?.status).toBe('CREATE_COMPLETE')
    const [plan] = at().plans
    expect(plan).toMatchObject({ environment: 'dev', difference: { kind: 'new' }, caller: { account: '123456789012' } })
    expect(at().plans).toHaveLength(1)
  })

  it('asks before anything of the environment is made, when all is known', async () => {
    at().answer = () => {
      expect(at().stack()?.status).toBe('REVIEW_IN_PROGRESS')
      expect(at().stack()?.resources.size).toBe(0)
      expect(at().count('cloudformation:ExecuteChangeSet')).toBe(0)
    }
    await at().deploy()
    expect(at().count('cloudformation:ExecuteChangeSet')).toBe(1)
  })

  it('announces its steps and finishes each', async () => {
    await at().deploy()
    const [steps] = at().log.of('steps-announced')
    expect(steps?.steps.map(({ id }) => id)).toEqual(['identify', 'functions', 'change-set'])
    expect(at().log.of('step-finished')).toEqual([
      { id: 'identify', detail: 'arn:aws:iam::123456789012:user/dev, account 123456789012, region eu-west-1' },
      { id: 'functions', detail: 'uploaded webhook, query, rotation' },
      { id: 'change-set', detail: expect.stringMatching(/^\d+ resources to change$/) },
    ])
  })

  it('tells how far each resource is, and how long it will take', async () => {
    await at().deploy()
    const [operation, ...again] = at().log.of('operation-started')
    expect(again).toEqual([])
    expect(operation?.direction).toBe('create')
    const template = at().plans[0]?.template as Template
    const ids = Object.keys(template.Resources ?? {})
    expect(operation?.resources.map(({ id }) => id)).toEqual(ids)
    const moves = at().log.of('resource-moved')
    for (const id of ids)
      expect(moves.filter((move) => move.id === id).at(-1)).toMatchObject({ verb: 'create', state: 'finished' })
    const progress = at().log.of('operation-progressed')
    expect(progress.at(-1)).toMatchObject({ finished: ids.length, total: ids.length, remainingSeconds: 0 })
    const finished = progress.map((each) => each.finished)
    expect(finished).toEqual([...finished].sort((a, b) => a - b))
    expect(progress[0]?.remainingSeconds).toBeGreaterThan(500)
    expect(at().log.of('operation-ended')).toEqual([{ outcome: 'done' }])
  })

  it('tags the stack, and lets CloudFormation make roles', async () => {
    await at().deploy()
    expect(at().stack()?.definition?.tags).toEqual({ team: 'inbox', 'rds-proxy-webhook:environment': 'dev' })
    expect(at().stack()?.definition?.capabilities).toEqual(['CAPABILITY_IAM'])
  })

  it('puts code and template into a private bucket of its own, and says on each call whose it must be', async () => {
    await at().deploy()
    const parts = findBucket()?.parts
    expect([...(parts?.keys() ?? [])].sort()).toEqual(
      expect.arrayContaining(
        ['Encryption', 'OwnershipControls', 'Policy', 'PublicAccessBlock', 'Tagging', 'Versioning'].map((name) =>
          expect.stringMatching(new RegExp(name, 'i')),
        ),
      ),
    )
    const keys = findBucket()
      ?.versions.map(({ key }) => key)
      .sort()
    expect(keys).toEqual([
      expect.stringMatching(/^functions\/query\/[0-9a-f]{64}\.zip$/),
      expect.stringMatching(/^functions\/rotation\/[0-9a-f]{64}\.zip$/),
      expect.stringMatching(/^functions\/webhook\/[0-9a-f]{64}\.zip$/),
      expect.stringMatching(/^templates\/[0-9a-f]{64}\.json$/),
    ])
  })

  it('needs no rotation function where clients sign tokens', async () => {
    await at().deploy({ clientAuth: 'iam' })
    expect(findBucket()?.versions.some(({ key }) => key.includes('rotation'))).toBe(false)
  })
})

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
