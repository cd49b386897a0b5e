import { createServer } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { Interrupted } from '../../../src/errors.ts'
import type { AwsSettings } from '../../../src/settings/settings.ts'
import { type PlanParts, planAws } from '../../../src/targets/aws/plan.ts'
import { makeSettings } from '../../unit/stack/example-input.ts'
import { readSmallBundles, useWorkplace } from './deploy-fixture.ts'

const at = useWorkplace()
const signal = new AbortController().signal

function plan(changes: Partial<AwsSettings> = {}, parts: PlanParts = {}, env = at().open()) {
  return planAws(env, makeSettings(changes), { signal }, { readBundles: readSmallBundles, ...parts })
}

const caller = { account: '123456789012', region: 'eu-west-1', arn: 'arn:aws:iam::123456789012:user/dev' }

describe('a plan with credentials', () => {
  it('says as whom, and that all would be new, and asks questions only', async () => {
    const planned = await plan()
    expect(planned).toMatchObject({ caller, difference: { kind: 'new', changes: [] } })
    expect(planned.limits).toBeUndefined()
    const operations = at().aws.calls.map(({ operation }) => operation)
    expect(operations).toContain('DescribeStacks')
    expect(operations.filter((each) => !/^(Describe|Get|List)/.test(each))).toEqual([])
  })

  it('finds nothing to change in what was deployed with the same settings', async () => {
    await at().deploy()
    const planned = await plan()
    expect(planned.difference).toEqual({ kind: 'unchanged', changes: [], security: [], dangerous: [] })
  })

  it('finds functions of another version of the program, though nothing is uploaded', async () => {
    await at().deploy()
    const uploads = at().count('s3:PutObject')
    const [webhook, ...others] = await readSmallBundles()
    const newer = async () => [
      { ...webhook, name: 'webhook' as const, zip: new Uint8Array(), key: 'newer.zip' },
      ...others,
    ]
    const { difference } = await plan({}, { readBundles: newer })
    expect(difference?.changes).toEqual([
      {
        logicalId: 'FunctionsWebhookFunction7FB754E3',
        kind: 'AWS::Lambda::Function',
        action: 'modify',
        properties: ['Code'],
      },
    ])
    expect(at().count('s3:PutObject')).toBe(uploads)
  })

  it('finds what other settings would change', async () => {
    await at().deploy({ publicPage: false })
    const { difference } = await plan({ instanceClass: 'db.t4g.small', publicPage: true })
    expect(difference).toMatchObject({
      kind: 'changed',
      dangerous: [],
      security: ['Whoever knows the URL will see the table of recorded requests.'],
    })
    expect(difference?.changes.map(({ kind, properties }) => [kind, properties])).toEqual([
      ['AWS::RDS::DBInstance', ['DBInstanceClass']],
      ['AWS::Lambda::Function', ['Environment']],
    ])
  })

  it('calls dangerous what deletes the secret', async () => {
    await at().deploy()
    const { difference } = await plan({ clientAuth: 'iam' })
    expect(difference?.dangerous.map(({ kind, action }) => [kind, action])).toEqual([
      ['AWS::SecretsManager::Secret', 'remove'],
    ])
  })

  it('agrees with what the deploy then asks to agree to', async () => {
    await at().deploy()
    const { difference } = await plan({ storageGib: 40, tags: { team: 'inbox', new: 'yes' } })
    at().beginAnew()
    await at().deploy({ storageGib: 40, tags: { team: 'inbox', new: 'yes' } })
    const [asked] = at().plans
    const brief = (changes: { logicalId: string; action: string }[] = []) =>
      changes.map(({ logicalId, action }) => `${action} ${logicalId}`).sort()
    // CloudFormation also lists what depends on what changes, and may or may not change with it.
    expect(brief(asked?.difference?.changes)).toEqual(expect.arrayContaining(brief(difference?.changes)))
    expect(difference?.changes.length).toBeGreaterThan(10)
    expect(asked?.difference?.dangerous).toEqual(difference?.dangerous)
  })

  it('keeps the places of the bundles open in the template that it shows', async () => {
    await at().deploy()
    expect((await plan()).template).toHaveProperty('Parameters.CodeBucketName')
  })

  it('begins anew where a first deploy failed, and says so', async () => {
    await at().deploy()
    at().force('ROLLBACK_COMPLETE')
    const planned = await plan()
    expect(planned.difference?.kind).toBe('new')
    expect(planned.limits).toEqual(['A deploy first deletes what is left of one that failed (ROLLBACK_COMPLETE).'])
  })

  it('compares with a stack that is being changed, and says so', async () => {
    await at().deploy()
    at().force('UPDATE_IN_PROGRESS')
    const planned = await plan()
    expect(planned.difference?.kind).toBe('unchanged')
    expect(planned.limits).toEqual(['The stack is UPDATE_IN_PROGRESS: a deploy has to wait, or to mend it first.'])
  })
})

describe('the prices of a plan', () => {
  it('are asked from AWS, and kept', async () => {
    const first = await plan()
    expect(first.price?.source).toMatchObject({ kind: 'price-list', region: 'eu-west-1' })
    const asked = at().count('pricing:GetProducts')
    expect(asked).toBeGreaterThan(3)
    await at().deploy()
    expect(at().plans[0]?.price).toEqual(first.price)
    expect(at().count('pricing:GetProducts')).toBe(asked)
  })

  it('are those of the table where AWS refuses them, which is said', async () => {
    at().aws.faults.refuse('pricing:GetProducts')
    const { price } = await plan()
    expect(price?.source.kind).toBe('table')
    expect(price?.source.statement).toContain('pricing:GetProducts')
    expect(price?.perMonth).toBe(43.58)
  })
})

describe('a plan that AWS does not help with', () => {
  it.each(['DescribeStacks', 'GetTemplate'])('says that %s was refused', async (operation) => {
    await at().deploy()
    at().aws.faults.refuse(`cloudformation:${operation}`)
    const planned = await plan()
    expect(planned).toMatchObject({ caller, price: { perMonth: expect.any(Number) } })
    expect(planned.difference).toBeUndefined()
    expect(planned.limits).toEqual([
      expect.stringMatching(new RegExp(`^Not compared with AWS: .* may not do cloudformation:${operation}.*\\.$`)),
    ])
  })

  it('says that the credentials are of another account', async () => {
    const planned = await plan({}, {}, at().open('dev', '210987654321'))
    expect(planned.caller).toBeUndefined()
    expect(planned.limits?.[0]).toMatch(/^Not compared with AWS: environment dev belongs to account 210987654321/)
  })

  it('says that a foreign template cannot be read', async () => {
    await at().deploy()
    at().aws.faults.fail('GetTemplate', new SyntaxError('Unexpected token') as never)
    const planned = await plan()
    expect(planned.difference).toBeUndefined()
    expect(planned.limits?.[0]).toMatch(/^Not compared with AWS: /)
  })

  it('waits no longer than it is told to for an AWS that says nothing', async () => {
    const silent = createServer(() => undefined)
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`)
    const planned = await plan({}, { patience: 100 })
    expect(planned.limits).toEqual(['Not compared with AWS: it did not answer in time.'])
    expect(planned.price?.perMonth).toBeGreaterThan(0)
    silent.close()
  })

  it('ends at once on Ctrl-C', async () => {
    const aborted = AbortSignal.abort()
    await expect(planAws(at().open(), makeSettings(), { signal: aborted })).rejects.toBeInstanceOf(Interrupted)
  })
})
