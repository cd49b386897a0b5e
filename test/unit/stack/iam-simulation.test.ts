import { describe, expect, it } from 'vitest'
import { mayDo } from '../targets/aws/policy/policy-simulation.ts'
import { makeInput, variants } from './example-input.ts'
import { TemplateView } from './template-view.ts'

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape.
type Json = any

const place = 'eu-west-1:123456789012'
const own = {
  secret: `arn:aws:secretsmanager:${place}:secret:DatabaseSecret-Own-AbCdEf`,
  proxy: 'prx-0own',
}
const others = {
  secret: `arn:aws:secretsmanager:${place}:secret:DatabaseSecret-Other-AbCdEf`,
  proxy: 'prx-0other',
}

/** Functions in the place of the template's own names, as CloudFormation would put them in. */
function resolve(value: Json): Json {
  if (Array.isArray(value)) return value.map(resolve)
  if (typeof value !== 'object' || value === null) return value
  if ('Ref' in value) return resolveReference(value.Ref)
  if ('Fn::GetAtt' in value) return resolveAttribute(value['Fn::GetAtt'])
  if ('Fn::Join' in value) return resolve(value['Fn::Join'][1]).join(value['Fn::Join'][0])
  if ('Fn::Split' in value) return resolve(value['Fn::Split'][1]).split(value['Fn::Split'][0])
  if ('Fn::Select' in value) return resolve(value['Fn::Select'][1])[value['Fn::Select'][0]]
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]))
}

function resolveReference(id: string): string {
  const known: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::Region': 'eu-west-1',
    'AWS::AccountId': '123456789012',
    'AWS::StackId': `arn:aws:cloudformation:${place}:stack/rds-proxy-webhook-dev/0a1b2c3d-1111-2222-3333-444455556666`,
  }
  if (known[id] !== undefined) return known[id]
  if (id.startsWith('DatabaseSecret')) return own.secret
  throw new Error(`nobody says what ${id} is`)
}

function resolveAttribute([id, attribute]: [string, string]): string {
  if (attribute === 'DBProxyArn') return `arn:aws:rds:${place}:db-proxy:${own.proxy}`
  if (attribute === 'MasterUserSecret.SecretArn') return own.secret
  if (attribute === 'Arn' && id.includes('Logs')) return `arn:aws:logs:${place}:log-group:${id}:*`
  throw new Error(`nobody says what ${id}.${attribute} is`)
}

function policiesOf(view: TemplateView, idPrefix: string): object[] {
  const role = view.only('AWS::IAM::Role', idPrefix)
  const inline = (role.Properties.Policies ?? []).map(({ PolicyDocument }: Json) => resolve(PolicyDocument))
  const attached = view
    .all('AWS::IAM::Policy')
    .filter(([, { Properties }]) => JSON.stringify(Properties.Roles).includes(role.id))
    .map(([, { Properties }]) => resolve(Properties.PolicyDocument))
  return [...inline, ...attached]
}

const logOf = (view: TemplateView, name: string) => {
  const group = view.only('AWS::Logs::LogGroup', `Functions${name}`).id
  return `arn:aws:logs:${place}:log-group:${group}:log-stream:one`
}
const userOf = (proxy: string, user = 'webhook') => `arn:aws:rds-db:${place}:dbuser:${proxy}/${user}`

/** Calls of a function's code: Lambda names the function in them. */
const fromCode = { 'lambda:SourceFunctionArn': `arn:aws:lambda:${place}:function:rds-proxy-webhook-dev-one` }

const writing = ['PutSecretValue', 'UpdateSecretVersionStage', 'UpdateSecret', 'DeleteSecret', 'RotateSecret']

describe.each(variants)('the roles of $name', ({ changes }) => {
  const view = new TemplateView(makeInput(changes))
  const byToken = changes.clientAuth === 'iam'
  const clients = ['Webhook', 'Query']

  const may = (idPrefix: string, action: string, resource: string, context: Record<string, string> = fromCode) =>
    mayDo(policiesOf(view, idPrefix), { action, resource, context })

  it.each(clients)('let %s log in to its own proxy, and to no other', async (name) => {
    const role = `Functions${name}`
    const read = 'secretsmanager:GetSecretValue'
    expect(await may(role, read, own.secret)).toBe(!byToken)
    expect(await may(role, read, others.secret)).toBe(false)
    expect(await may(role, 'rds-db:connect', userOf(own.proxy))).toBe(byToken)
    expect(await may(role, 'rds-db:connect', userOf(own.proxy, 'admin'))).toBe(false)
    expect(await may(role, 'rds-db:connect', userOf(others.proxy))).toBe(false)
  })

  it.each(clients)('let %s change no secret, not even its own', async (name) => {
    for (const action of writing) {
      expect(await may(`Functions${name}`, `secretsmanager:${action}`, own.secret), action).toBe(false)
    }
  })

  it.each(clients)('let %s write to its own log, and make none', async (name) => {
    const role = `Functions${name}`
    const other = clients.find((each) => each !== name) ?? ''
    expect(await may(role, 'logs:PutLogEvents', logOf(view, name))).toBe(true)
    expect(await may(role, 'logs:PutLogEvents', logOf(view, other))).toBe(false)
    expect(await may(role, 'logs:CreateLogGroup', `arn:aws:logs:${place}:log-group:any`)).toBe(false)
  })

  it.each(clients)('let Lambda place %s in the VPC, and its code make no network interface', async (name) => {
    const anything = `arn:aws:ec2:${place}:network-interface/eni-1`
    expect(await may(`Functions${name}`, 'ec2:DeleteNetworkInterface', anything, {})).toBe(true)
    expect(await may(`Functions${name}`, 'ec2:DeleteNetworkInterface', anything, fromCode)).toBe(false)
  })

  it.each(['lambda:InvokeFunction', 'rds:DeleteDBInstance', 'iam:PassRole', 'sts:AssumeRole', 's3:GetObject'])(
    'let nobody do %s',
    async (action) => {
      const resources: Record<string, string> = {
        'lambda:InvokeFunction': `arn:aws:lambda:${place}:function:any`,
        'rds:DeleteDBInstance': `arn:aws:rds:${place}:db:any`,
        's3:GetObject': 'arn:aws:s3:::any/object',
      }
      const resource = resources[action] ?? 'arn:aws:iam::123456789012:role/any'
      for (const [id] of view.all('AWS::IAM::Role')) expect(await may(id, action, resource), id).toBe(false)
    },
  )

  it('let the proxy read the secret of its database, change nothing, and read no other', async () => {
    expect(await may('DatabaseProxy', 'secretsmanager:GetSecretValue', own.secret, {})).toBe(true)
    expect(await may('DatabaseProxy', 'secretsmanager:GetSecretValue', others.secret, {})).toBe(false)
    for (const action of writing)
      expect(await may('DatabaseProxy', `secretsmanager:${action}`, own.secret, {})).toBe(false)
  })

  it('let rotation rotate its own secret where there is one, and no other', async () => {
    if (byToken) return expect(view.all('AWS::IAM::Role').filter(([id]) => id.includes('Rotation'))).toEqual([])
    const calls = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage']
    for (const call of calls) {
      expect(await may('FunctionsRotation', `secretsmanager:${call}`, own.secret), call).toBe(true)
      expect(await may('FunctionsRotation', `secretsmanager:${call}`, others.secret), call).toBe(false)
    }
    expect(await may('FunctionsRotation', 'secretsmanager:GetRandomPassword', '*')).toBe(true)
    for (const call of ['DeleteSecret', 'UpdateSecret', 'RotateSecret']) {
      expect(await may('FunctionsRotation', `secretsmanager:${call}`, own.secret), call).toBe(false)
    }
    expect(await may('FunctionsRotation', 'rds-db:connect', userOf(own.proxy))).toBe(false)
  })
})
