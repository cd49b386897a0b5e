import { describe, expect, it } from 'vitest'
import { planAws } from '../../../../src/targets/aws/plan.ts'
import { resourcePurposes } from '../../../../src/targets/aws/resource-purposes.ts'
import { makeSettings, variants } from '../../stack/example-input.ts'

describe.each(variants)('plan of $name', ({ changes }) => {
  it('counts every resource of the template by kind and says what each is for', async () => {
    const plan = await planAws('dev', makeSettings(changes))
    expect(plan).toMatchObject({ target: 'aws', environment: 'dev' })
    const { Resources } = plan.template as { Resources: Record<string, { Type: string }> }
    const types = Object.values(Resources).map(({ Type }) => Type)
    expect(plan.resources.reduce((sum, { count }) => sum + count, 0)).toBe(types.length)
    for (const { kind, count, purpose } of plan.resources) {
      expect(count).toBe(types.filter((type) => type === kind).length)
      expect(purpose).toBe(resourcePurposes[kind])
    }
  })
})

describe('plan', () => {
  it('lists the kinds in the order in which they are made', async () => {
    const kinds = (await planAws('dev', makeSettings())).resources.map(({ kind }) => kind)
    const order = ['AWS::EC2::VPC', 'AWS::RDS::DBInstance', 'AWS::RDS::DBProxyTargetGroup', 'AWS::Lambda::Function']
    expect(kinds.filter((kind) => order.includes(kind))).toEqual(order)
  })

  it('explains no kind that the stack never has', async () => {
    const plans = await Promise.all(variants.map(({ changes }) => planAws('dev', makeSettings(changes))))
    const kinds = new Set(plans.flatMap(({ resources }) => resources.map(({ kind }) => kind)))
    expect([...kinds].sort()).toEqual(Object.keys(resourcePurposes).sort())
  })

  it('has the places of the bundles as parameters, as nothing is uploaded', async () => {
    const { template } = await planAws('dev', makeSettings())
    expect(template).toHaveProperty('Parameters.CodeBucketName')
  })

  it('has what it costs where it would be, and how long it takes', async () => {
    const { price, duration } = await planAws('dev', makeSettings({ region: 'eu-west-1' }))
    expect(price).toMatchObject({ perMonth: 43.58, unpriced: [] })
    expect(price?.source.statement).toContain('Prices in eu-west-1 differ')
    expect(duration?.seconds).toBe(duration?.criticalPath.reduce((sum, step) => sum + step.seconds, 0))
    expect(duration?.seconds).toBeGreaterThan(600)
  })

  it('refuses IAM tokens without TLS at once, with two ways out', async () => {
    const { proxy } = makeSettings()
    const plan = planAws('dev', makeSettings({ clientAuth: 'iam', proxy: { ...proxy, requireTls: false } }))
    await expect(plan).rejects.toMatchObject({
      name: 'IamNeedsTls',
      nextSteps: [expect.any(String), expect.any(String)],
    })
  })
})
