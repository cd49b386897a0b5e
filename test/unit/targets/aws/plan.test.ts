import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { AwsSettings } from '../../../../src/settings/settings.ts'
import { openAwsEnvironment } from '../../../../src/targets/aws/environment.ts'
import { planAws } from '../../../../src/targets/aws/plan.ts'
import { resourcePurposes } from '../../../../src/targets/aws/resource-purposes.ts'
import { makeSettings, variants } from '../../stack/example-input.ts'

const folder = mkdtempSync(join(tmpdir(), 'plan-aws-'))

/** As on a computer on which AWS was never used. */
beforeAll(() => {
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'))
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('XDG_STATE_HOME', folder)
  vi.stubEnv('XDG_CACHE_HOME', folder)
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, undefined)
})

afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function plan(settings: AwsSettings) {
  return planAws(openAwsEnvironment('dev', false, settings), settings, { signal: new AbortController().signal })
}

describe.each(variants)('plan of $name', ({ changes }) => {
  it('counts every resource of the template by kind and says what each is for', async () => {
    const planned = await plan(makeSettings(changes))
    expect(planned).toMatchObject({ target: 'aws', environment: 'dev' })
    const { Resources } = planned.template as { Resources: Record<string, { Type: string }> }
    const types = Object.values(Resources).map(({ Type }) => Type)
    expect(planned.resources.reduce((sum, { count }) => sum + count, 0)).toBe(types.length)
    for (const { kind, count, purpose } of planned.resources) {
      expect(count).toBe(types.filter((type) => type === kind).length)
      expect(purpose).toBe(resourcePurposes[kind])
    }
  })
})

describe('plan', () => {
  it('lists the kinds in the order in which they are made', async () => {
    const kinds = (await plan(makeSettings())).resources.map(({ kind }) => kind)
    const order = ['AWS::EC2::VPC', 'AWS::RDS::DBInstance', 'AWS::RDS::DBProxyTargetGroup', 'AWS::Lambda::Function']
    expect(kinds.filter((kind) => order.includes(kind))).toEqual(order)
  })

  it('explains no kind that the stack never has', async () => {
    const plans = await Promise.all(variants.map(({ changes }) => plan(makeSettings(changes))))
    const kinds = new Set(plans.flatMap(({ resources }) => resources.map(({ kind }) => kind)))
    expect([...kinds].sort()).toEqual(Object.keys(resourcePurposes).sort())
  })

  it('has the places of the bundles as parameters, as nothing is uploaded', async () => {
    const { template } = await plan(makeSettings())
    expect(template).toHaveProperty('Parameters.CodeBucketName')
  })

  it('has what it costs where it would be, and how long it takes', async () => {
    const { price, duration } = await plan(makeSettings({ region: 'eu-west-1' }))
    expect(price).toMatchObject({ perMonth: 43.58, unpriced: [] })
    expect(price?.source.statement).toContain('Prices in eu-west-1 differ')
    expect(duration?.seconds).toBe(duration?.criticalPath.reduce((sum, step) => sum + step.seconds, 0))
    expect(duration?.seconds).toBeGreaterThan(600)
  })

  it('says that and why it was not compared, and is none the less a plan', async () => {
    const { limits, caller, difference } = await plan(makeSettings())
    expect(limits).toEqual([
      'Not compared with AWS: no AWS credentials were found: neither in variables nor in a default profile.',
    ])
    expect({ caller, difference }).toEqual({ caller: undefined, difference: undefined })
  })

  it('refuses IAM tokens without TLS at once, with two ways out', async () => {
    const { proxy } = makeSettings()
    const planned = plan(makeSettings({ clientAuth: 'iam', proxy: { ...proxy, requireTls: false } }))
    await expect(planned).rejects.toMatchObject({
      name: 'IamNeedsTls',
      nextSteps: [expect.any(String), expect.any(String)],
    })
  })
})
