import { describe, expect, it } from 'vitest'
import type { FunctionVariables } from '../../../handler/contract.ts'
import { exampleCode, makeInput, variants } from './example-input.ts'
import { findReferences, TemplateView } from './template-view.ts'

interface Statement {
  Effect: string
  Action: string | string[]
  Resource: unknown
  Condition?: unknown
}

function statementsOf(view: TemplateView, name: string): Statement[] {
  const role = view.only('AWS::IAM::Role', `Functions${name}`)
  expect(role.Properties).not.toHaveProperty('ManagedPolicyArns')
  expect(
    view.all('AWS::IAM::Policy').filter(([, { Properties }]) => findReferences(Properties).includes(role.id)),
  ).toEqual([])
  return role.Properties.Policies.flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
  )
}

function variablesOf(view: TemplateView, name: string): FunctionVariables & Record<string, unknown> {
  return view.only('AWS::Lambda::Function', `Functions${name}`).Properties.Environment.Variables
}

/** What every function needs to run in the VPC and to log, as the one thing besides its purpose. */
function splitStatements(view: TemplateView, name: string) {
  const [logging, network, denied, ...purpose] = statementsOf(view, name)
  return { logging, network, denied, purpose }
}

describe.each(variants)('functions of $name', ({ changes }) => {
  const view = new TemplateView(makeInput(changes))
  const names = changes.clientAuth === 'secret' ? ['Webhook', 'Query', 'Rotation'] : ['Webhook', 'Query']

  it('run on arm64 and Node 24 from the places given, without reserved concurrency', () => {
    expect(view.all('AWS::Lambda::Function')).toHaveLength(names.length)
    for (const name of names) {
      const { Properties } = view.only('AWS::Lambda::Function', `Functions${name}`)
      expect(Properties).toMatchObject({ Architectures: ['arm64'], Runtime: 'nodejs24.x', Handler: 'index.handler' })
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions')
      expect(Properties).not.toHaveProperty('FunctionName')
      const key = exampleCode.keys[name.toLowerCase() as keyof typeof exampleCode.keys]
      expect(Properties.Code).toEqual({ S3Bucket: exampleCode.bucket, S3Key: key })
    }
  })

  it('stop before the API gives up', () => {
    expect(view.only('AWS::Lambda::Function', 'FunctionsWebhook').Properties.Timeout).toBeLessThan(30)
  })

  it.each(names)('%s writes to its own log group and may use network interfaces, which its code may not', (name) => {
    const logGroup = view.only('AWS::Logs::LogGroup', `Functions${name}`).id
    const lambda = view.only('AWS::Lambda::Function', `Functions${name}`)
    expect(lambda.Properties.LoggingConfig).toEqual({ LogGroup: { Ref: logGroup } })
    expect(lambda.Properties.Role['Fn::GetAtt'][0]).toBe(view.only('AWS::IAM::Role', `Functions${name}`).id)
    const { logging, network, denied } = splitStatements(view, name)
    expect(logging).toEqual({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] },
    })
    expect(network).toMatchObject({ Effect: 'Allow', Resource: '*' })
    expect(network?.Action).toContain('ec2:CreateNetworkInterface')
    expect(denied).toMatchObject({ Effect: 'Deny', Action: network?.Action, Resource: '*' })
    expect(denied?.Condition).toHaveProperty(['ArnLike', 'lambda:SourceFunctionArn'])
  })

  it('keep logs as long as asked, and leave none behind', () => {
    const groups = view.all('AWS::Logs::LogGroup')
    expect(groups).toHaveLength(names.length + 2)
    for (const [, group] of groups) {
      expect(group.Properties.RetentionInDays).toBe(7)
      expect(group.DeletionPolicy).toBe('Delete')
    }
  })

  it('are given no wildcard in an action, and none in a resource but where AWS knows no other', () => {
    const allowed = names.flatMap((name) => statementsOf(view, name)).filter(({ Effect }) => Effect === 'Allow')
    expect(allowed.length).toBeGreaterThan(names.length * 2)
    for (const { Action, Resource } of allowed) {
      const actions = [Action].flat()
      expect(actions.join()).not.toContain('*')
      if (!JSON.stringify(Resource).includes('*')) continue
      for (const action of actions)
        expect(action).toMatch(
          /^ec2:.*(NetworkInterfaces?|Subnets|IpAddresses)$|^secretsmanager:GetRandomPassword$|^xray:Put(TraceSegments|TelemetryRecords)$/,
        )
    }
  })
})

describe('tracing', () => {
  const [plain, traced] = [new TemplateView(makeInput()), new TemplateView(makeInput({ tracing: true }))]

  it('switches traces on and lets each function send its own, and changes nothing else', () => {
    const functions = traced.all('AWS::Lambda::Function')
    const roles = traced.all('AWS::IAM::Role').filter(([id]) => id.startsWith('Functions'))
    expect([functions.length, roles.length]).toEqual([3, 3])
    for (const [, { Properties }] of functions) {
      expect(Properties.TracingConfig).toEqual({ Mode: 'Active' })
      delete Properties.TracingConfig
    }
    for (const [, { Properties }] of roles) {
      const { PolicyName, PolicyDocument } = Properties.Policies.pop()
      expect(PolicyName).toBe('Traces')
      expect(PolicyDocument.Statement).toEqual([
        { Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Effect: 'Allow', Resource: '*' },
      ])
    }
    expect(traced.template).toEqual(plain.template)
    expect(JSON.stringify(plain.template)).not.toMatch(/xray|Tracing/)
  })
})

describe('client auth secret', () => {
  const view = new TemplateView(makeInput({ clientAuth: 'secret' }))
  const secret = { Ref: view.only('AWS::SecretsManager::Secret').id }
  const proxyEndpoint = { 'Fn::GetAtt': [view.only('AWS::RDS::DBProxy').id, 'Endpoint'] }
  const client = {
    DATABASE_HOST: proxyEndpoint,
    DATABASE_PORT: '3306',
    DATABASE_NAME: 'webhook',
    DATABASE_AUTH: 'secret',
    DATABASE_SECRET_ARN: secret,
  }

  it('gives webhook and query the way to the proxy and the secret to read, and no more', () => {
    expect(variablesOf(view, 'Webhook')).toEqual({ ...client, PUBLIC_PAGE: 'true' })
    expect(variablesOf(view, 'Query')).toEqual(client)
    for (const name of ['Webhook', 'Query']) {
      expect(splitStatements(view, name).purpose).toEqual([
        { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secret },
      ])
    }
  })

  it('gives rotation the instance itself, never the proxy, and the four steps', () => {
    const instance = view.only('AWS::RDS::DBInstance').id
    expect(variablesOf(view, 'Rotation')).toEqual({
      DATABASE_SECRET_ARN: secret,
      DATABASE_INSTANCE_HOST: { 'Fn::GetAtt': [instance, 'Endpoint.Address'] },
      DATABASE_INSTANCE_PORT: '3306',
    })
    expect(splitStatements(view, 'Rotation').purpose).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: secret,
      },
      { Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*' },
    ])
  })

  it('rotates on a schedule that does not begin with the deploy, when all that it needs is there', () => {
    const schedule = view.only('AWS::SecretsManager::RotationSchedule')
    const rotation = view.only('AWS::Lambda::Function', 'FunctionsRotation').id
    expect(schedule.Properties).toEqual({
      SecretId: secret,
      RotationLambdaARN: { 'Fn::GetAtt': [rotation, 'Arn'] },
      RotateImmediatelyOnUpdate: false,
      RotationRules: { AutomaticallyAfterDays: 30 },
    })
    const needed = ['RotationPermission', 'SecretsEndpoint', 'DatabaseInstance', 'DatabaseSecretAttachment']
    for (const prefix of [...needed, 'SecurityGroupsFromFunctions']) {
      expect(
        schedule.DependsOn?.some((id) => id.startsWith(prefix)),
        prefix,
      ).toBe(true)
    }
    expect(view.only('AWS::Lambda::Permission', 'Rotation').Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [rotation, 'Arn'] },
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    })
  })

  it.each([
    ['learning' as const, 1],
    ['production' as const, 2],
  ])('%s has the endpoint in %i zone(s)', (preset, zones) => {
    const endpoint = new TemplateView(makeInput({ preset })).only('AWS::EC2::VPCEndpoint').Properties
    expect(endpoint).toMatchObject({ VpcEndpointType: 'Interface', PrivateDnsEnabled: true })
    expect(endpoint.ServiceName).toBe('com.amazonaws.eu-west-1.secretsmanager')
    expect(endpoint.SubnetIds).toHaveLength(zones)
  })
})

describe('client auth iam', () => {
  const view = new TemplateView(makeInput({ clientAuth: 'iam', publicPage: false }))
  const proxy = view.only('AWS::RDS::DBProxy').id
  const client = {
    DATABASE_HOST: { 'Fn::GetAtt': [proxy, 'Endpoint'] },
    DATABASE_PORT: '3306',
    DATABASE_NAME: 'webhook',
    DATABASE_AUTH: 'iam',
    DATABASE_USER: 'webhook',
  }

  it('lets webhook and query log in to this proxy as the one user, and no more', () => {
    expect(variablesOf(view, 'Webhook')).toEqual({ ...client, PUBLIC_PAGE: 'false' })
    expect(variablesOf(view, 'Query')).toEqual(client)
    const proxyId = { 'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::GetAtt': [proxy, 'DBProxyArn'] }] }] }
    const user = ['arn:aws:rds-db:eu-west-1:', { Ref: 'AWS::AccountId' }, ':dbuser:', proxyId, '/webhook']
    for (const name of ['Webhook', 'Query']) {
      expect(splitStatements(view, name).purpose).toEqual([
        { Effect: 'Allow', Action: 'rds-db:connect', Resource: { 'Fn::Join': ['', user] } },
      ])
    }
  })
})

describe('code', () => {
  it('is asked for by parameters when its place is not known yet', () => {
    const { code: _, ...input } = makeInput()
    const view = new TemplateView(input)
    expect(Object.keys(view.template.Parameters ?? {}).sort()).toEqual([
      'CodeBucketName',
      'QueryCodeKey',
      'RotationCodeKey',
      'WebhookCodeKey',
    ])
    expect(view.only('AWS::Lambda::Function', 'FunctionsQuery').Properties.Code).toEqual({
      S3Bucket: { Ref: 'CodeBucketName' },
      S3Key: { Ref: 'QueryCodeKey' },
    })
  })

  it('needs no parameter when it is, and no rule of the CDK bootstrap', () => {
    const { template } = new TemplateView(makeInput())
    expect(template).not.toHaveProperty('Parameters')
    expect(template).not.toHaveProperty('Rules')
  })
})
