import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Template } from '../../../../../src/estimates/template.ts'
import type { AwsSettings } from '../../../../../src/settings/settings.ts'
import type { Grant } from '../../../../../src/targets/aws/policy/grant.ts'
import { measure } from '../../../../../src/targets/aws/policy/pack-documents.ts'
import { type ProgramCall, programCalls } from '../../../../../src/targets/aws/policy/program-calls.ts'
import { resourceGrants } from '../../../../../src/targets/aws/policy/resource-grants.ts'
import { writePolicy } from '../../../../../src/targets/aws/policy/write-policy.ts'
import { synthesize } from '../../../../../stack/app.ts'
import { makeInput, variants } from '../../../stack/example-input.ts'
import { mayDo, place, throughCloudFormation } from './policy-simulation.ts'

const own = { 'aws:ResourceTag/rds-proxy-webhook:environment': 'dev' }
const others = { 'aws:ResourceTag/rds-proxy-webhook:environment': 'other' }
const instanceTag = 'aws:ResourceTag/aws:rds:primaryDBInstanceArn'

/** Templates by their settings: synthesis takes most of the time. */
const templates = new Map<string, Template>()

function makeTemplate(changes: Partial<AwsSettings>): Template {
  const key = JSON.stringify(changes)
  const template = templates.get(key) ?? (synthesize(makeInput(changes)).template as Template)
  templates.set(key, template)
  return template
}

const kindsOf = (template: Template) => new Set(Object.values(template.Resources ?? {}).map(({ Type }) => Type))

/** One thing that a pattern stands for; of another environment where a name is told apart by one. */
const exampleOf = (pattern: string) => (pattern === '*' ? '*' : pattern.replaceAll('*', 'x1'))
const neighbourOf = (pattern: string) =>
  exampleOf(pattern.replaceAll('rds-proxy-webhook-dev', 'rds-proxy-webhook-other'))

/** The simulator knows the REST APIs of API Gateway only, and asks a key's own policy, which is AWS's here. */
const isSimulated = (action: string) => !/^(apigateway|kms):/.test(action)

/** Shapes whose policies differ. */
const shapes = variants.filter(({ name }) =>
  ['learning with secret', 'production with iam', 'existing subnets'].includes(name),
)

describe('the calls of the program', () => {
  const folder = resolve(import.meta.dirname, '../../../../../src/targets/aws')
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.startsWith('policy'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
  const sent = new Set(
    texts.flatMap((text) => [...text.matchAll(/\bnew (\w+)Command\(/g)].map(([, name]) => name ?? '')),
  )

  it('are all in the table', () => {
    const known = new Set(programCalls.map(({ command }) => command))
    expect(sent.size).toBeGreaterThan(30)
    expect([...sent].filter((command) => !known.has(command))).toEqual([])
  })

  it('are the only ones in the table', () => {
    expect(programCalls.map(({ command }) => command).filter((command) => !sent.has(command))).toEqual([])
  })
})

describe.each(shapes)('the policy of $name', ({ changes }) => {
  const template = makeTemplate(changes)
  const policies = writePolicy(template, place)
  const managed = changes.clientAuth === 'iam'
  const kinds = new Set([...kindsOf(template), ...(managed ? ['managed'] : [])])
  const calls = programCalls.filter(({ only }) => only === undefined || kinds.has(only))
  const contextOf = (tags: Record<string, string>, instance: string) => ({
    ...tags,
    [instanceTag]: `arn:aws:rds:eu-west-1:123456789012:db:${instance}-databaseinstance-1`,
  })

  it('allows each call of the program', async () => {
    const context = contextOf(own, 'rds-proxy-webhook-dev')
    const refused: string[] = []
    for (const { actions, on } of calls) {
      for (const action of actions) {
        const [resource = '*'] = on(place)
        if (!(await mayDo(policies, { action, resource: exampleOf(resource), context }))) refused.push(action)
      }
    }
    expect(refused).toEqual([])
    expect(calls.length).toBeGreaterThan(40)
  })

  it("allows none of them on another environment's things", async () => {
    const allowed: string[] = []
    const context = contextOf(others, 'rds-proxy-webhook-other')
    const tellApart = ({ on, condition }: ProgramCall) =>
      condition !== undefined || on(place).every((pattern) => pattern.includes('rds-proxy-webhook-dev'))
    const named = calls.filter(tellApart)
    for (const { actions, on } of named) {
      for (const action of actions) {
        const resource = neighbourOf(on(place)[0] ?? '*')
        if (await mayDo(policies, { action, resource, context })) allowed.push(`${action} on ${resource}`)
      }
    }
    // The bucket is shared by the environments of an account.
    expect(allowed.filter((text) => !text.includes('on arn:aws:s3'))).toEqual([])
    expect(named.length).toBeGreaterThan(20)
  })

  const grants = [...kindsOf(template)].flatMap((kind) => (resourceGrants[kind] ?? []).map((row) => row(place)))
  const keysOf = (grant: Grant) => ({
    'iam:PassedToService': [grant.condition?.StringEquals?.['iam:PassedToService'] ?? ''].flat()[0] ?? '',
    'iam:AWSServiceName': [grant.condition?.StringEquals?.['iam:AWSServiceName'] ?? ''].flat()[0] ?? '',
    'kms:ViaService': [grant.condition?.StringEquals?.['kms:ViaService'] ?? ''].flat()[0] ?? '',
  })

  it('allows CloudFormation what it needs for each kind of resource, on own and on new things', async () => {
    const refused: string[] = []
    for (const grant of grants) {
      for (const action of grant.actions.filter(isSimulated)) {
        const context = { ...throughCloudFormation, ...own, ...keysOf(grant) }
        if (!(await mayDo(policies, { action, resource: exampleOf(grant.resources[0] ?? '*'), context })))
          refused.push(action)
      }
    }
    expect(refused).toEqual([])
    expect(grants.length).toBeGreaterThan(40)
  })

  it("lets CloudFormation touch nothing that is another environment's", async () => {
    const writing =
      /:(Delete|Modify|Update|Put|Revoke|Authorize|Detach|Disassociate|Rotate|Cancel|Reboot|GetSecretValue)/
    const free = /target-group|security-group-rule|:(og|pg):default/
    const allowed: string[] = []
    let tried = 0
    for (const grant of grants) {
      for (const action of grant.actions.filter((each) => isSimulated(each) && writing.test(each))) {
        for (const pattern of grant.resources.filter((each) => each !== '*' && !free.test(each))) {
          const resource = neighbourOf(pattern)
          tried += 1
          if (await mayDo(policies, { action, resource, context: { ...throughCloudFormation, ...others } })) {
            allowed.push(`${action} on ${resource}`)
          }
        }
      }
    }
    expect(allowed).toEqual([])
    expect(tried).toBeGreaterThan(30)
  })

  it.each([
    ['ec2:CreateVpc', 'ec2:eu-west-1:123456789012:vpc/vpc-1'],
    ['iam:CreateRole', 'iam::123456789012:role/rds-proxy-webhook-dev-Role-1'],
    ['iam:PutRolePolicy', 'iam::123456789012:role/rds-proxy-webhook-dev-Role-1'],
    ['rds:DeleteDBInstance', 'rds:eu-west-1:123456789012:db:rds-proxy-webhook-dev-db-1'],
    ['lambda:CreateFunction', 'lambda:eu-west-1:123456789012:function:rds-proxy-webhook-dev-F-1'],
    ['secretsmanager:GetSecretValue', 'secretsmanager:eu-west-1:123456789012:secret:DatabaseSecret3B817195-a-b'],
  ])('does not allow %s beside CloudFormation', async (action, arn) => {
    expect(await mayDo(policies, { action, resource: `arn:aws:${arn}`, context: own })).toBe(false)
  })

  it.each([
    ['lambda.amazonaws.com', 'rds-proxy-webhook-dev-Role-1', true],
    ['rds.amazonaws.com', 'rds-proxy-webhook-dev-Role-1', true],
    ['ec2.amazonaws.com', 'rds-proxy-webhook-dev-Role-1', false],
    ['lambda.amazonaws.com', 'Administrator', false],
  ])('hands to %s the role %s: %s', async (service, role, expected) => {
    const context = { ...throughCloudFormation, 'iam:PassedToService': service }
    const resource = `arn:aws:iam::123456789012:role/${role}`
    expect(await mayDo(policies, { action: 'iam:PassRole', resource, context })).toBe(expected)
  })

  it('writes every action out, and everything as a resource only for what AWS cannot narrow', () => {
    const statements = policies.flatMap(({ Statement }) => Statement)
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([])
    const onAnything = statements.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action)
    const narrowable = onAnything.filter((action) => !/:(Describe|List|Get)/.test(action))
    expect(narrowable.sort()).toEqual(
      [
        'logs:CreateLogDelivery',
        'logs:DeleteLogDelivery',
        'logs:PutResourcePolicy',
        'logs:UpdateLogDelivery',
        'rds:CreateDBProxy',
      ].sort(),
    )
  })
})

describe('a policy', () => {
  it.each(variants)('of $name fits into two managed policies', ({ changes }) => {
    const policies = writePolicy(makeTemplate(changes), place)
    expect(policies.length).toBeLessThanOrEqual(2)
    for (const policy of policies) expect(measure(policy)).toBeLessThanOrEqual(6144)
  })

  it('says what cannot be simulated', () => {
    const statements = writePolicy(makeTemplate({}), place).flatMap(({ Statement }) => Statement)
    const of = (action: string) => statements.filter(({ Action }) => Action.includes(action))
    expect(of('apigateway:POST')).toHaveLength(1)
    expect(of('apigateway:POST')[0]?.Resource).toContain('arn:aws:apigateway:eu-west-1::/apis/*')
    expect(of('apigateway:POST')[0]?.Condition).toHaveProperty('ForAnyValue:StringEquals')
    expect(of('kms:CreateGrant').map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'kms:ViaService': ['rds.eu-west-1.amazonaws.com'] } },
    ])
  })

  it('has rules for every kind of resource, and refuses to guess', () => {
    expect(() => writePolicy({ Resources: { Nat: { Type: 'AWS::EC2::NatGateway' } } }, place)).toThrow(
      /AWS::EC2::NatGateway/,
    )
  })

  it('has nothing for kinds that are not in the template', () => {
    const text = (changes: Partial<AwsSettings>) => JSON.stringify(writePolicy(makeTemplate(changes), place))
    expect(text({ preset: 'learning' })).not.toContain('PutMetricAlarm')
    expect(text({ preset: 'production' })).toContain('PutMetricAlarm')
    expect(text({ clientAuth: 'iam' })).not.toContain('CreateVpcEndpoint')
    expect(text({ clientAuth: 'iam' })).not.toContain('secret:*')
    expect(text({ clientAuth: 'secret' })).not.toContain('rds!db')
  })

  it('names the VPC that was there before, and no other', async () => {
    const group = { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: 'vpc-0a' } }
    const policies = writePolicy({ Resources: { Group: group } }, place)
    const inVpc = (id: string) => ({
      action: 'ec2:CreateSecurityGroup',
      resource: `arn:aws:ec2:eu-west-1:123456789012:vpc/${id}`,
      context: throughCloudFormation,
    })
    expect(await mayDo(policies, inVpc('vpc-0a'))).toBe(true)
    expect(await mayDo(policies, inVpc('vpc-0b'))).toBe(false)
  })

  it('matches the names that CloudFormation shortens', () => {
    const long = { ...place, environment: 'a'.repeat(32), stackName: `rds-proxy-webhook-${'a'.repeat(32)}` }
    const text = JSON.stringify(writePolicy(makeTemplate({}), long))
    expect(text).toContain('function:rds-proxy-webhook-aaaaaa*')
  })

  it('knows that RDS writes its names in small letters', async () => {
    const capital = { ...place, environment: 'Dev', stackName: 'rds-proxy-webhook-Dev' }
    const policies = writePolicy(makeTemplate({}), capital)
    const tagged = { 'aws:ResourceTag/rds-proxy-webhook:environment': 'Dev' }
    const names: [action: string, resource: string][] = [
      ['logs:DeleteLogGroup', 'logs:eu-west-1:123456789012:log-group:/aws/rds/proxy/rds-proxy-webhook-dev-1a2b'],
      ['logs:CreateLogGroup', 'logs:eu-west-1:123456789012:log-group:/aws/rds/proxy/rds-proxy-webhook-dev-1a2b'],
      ['logs:DeleteLogGroup', 'logs:eu-west-1:123456789012:log-group:/aws/lambda/rds-proxy-webhook-Dev-Webhook-1'],
      ['rds:DeleteDBSnapshot', 'rds:eu-west-1:123456789012:snapshot:rds-proxy-webhook-dev-snapshot-database-1'],
      ['rds:ModifyDBInstance', 'rds:eu-west-1:123456789012:db:rds-proxy-webhook-dev-database-1'],
    ]
    for (const [action, name] of names) {
      const context = { ...throughCloudFormation, ...tagged }
      expect(await mayDo(policies, { action, resource: `arn:aws:${name}`, context }), name).toBe(true)
    }
  })

  it('holds in any account while none is known', () => {
    expect(JSON.stringify(writePolicy(makeTemplate({}), { ...place, account: '' }))).toContain(
      'arn:aws:lambda:eu-west-1:*:function',
    )
  })
})
