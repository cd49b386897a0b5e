import { describe, expect, it } from 'vitest'
import { makeInput, makeSettings, variants } from './example-input.ts'
import { TemplateView } from './template-view.ts'

const typeOfProxy = 'AWS::RDS::DBProxy'
const typeOfGroup = 'AWS::RDS::DBProxyTargetGroup'

describe.each(variants)('proxy of $name', ({ changes }) => {
  const view = new TemplateView(makeInput(changes))
  const proxy = view.only(typeOfProxy)
  const group = view.only(typeOfGroup)

  it('requires TLS and is for MySQL', () => {
    expect(proxy.Properties).toMatchObject({ EngineFamily: 'MYSQL', RequireTLS: true, DebugLogging: false })
  })

  it('has the settings given', () => {
    expect(proxy.Properties.IdleClientTimeout).toBe(900)
    expect(group.Properties.ConnectionPoolConfigurationInfo).toEqual({
      MaxConnectionsPercent: 90,
      MaxIdleConnectionsPercent: 40,
      ConnectionBorrowTimeout: 20,
    })
  })

  it('gets its target only when it may read the secret and the database lets it in', () => {
    const policy = view.only('AWS::IAM::Policy').id
    const rules = view.all('AWS::EC2::SecurityGroupIngress').map(([id]) => id)
    expect(rules).toHaveLength(2)
    expect(group.DependsOn).toEqual(expect.arrayContaining([policy, ...rules]))
    expect(view.needs(group.id)).toContain(view.only('AWS::RDS::DBInstance').id)
  })

  it('may read its one secret and do nothing else', () => {
    const policy = view.only('AWS::IAM::Policy').Properties
    expect(policy.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: proxy.Properties.Auth[0].SecretArn,
      },
    ])
    const role = view.only('AWS::IAM::Role', 'DatabaseProxy')
    expect(policy.Roles).toEqual([{ Ref: role.id }])
    expect(proxy.Properties.RoleArn).toEqual({ 'Fn::GetAtt': [role.id, 'Arn'] })
    expect(role.Properties).not.toHaveProperty('Policies')
    expect(role.Properties).not.toHaveProperty('ManagedPolicyArns')
  })
})

describe('client auth secret', () => {
  const view = new TemplateView(makeInput({ clientAuth: 'secret' }))
  const proxy = view.only(typeOfProxy)

  it('takes the password of the secret from clients', () => {
    expect(proxy.Properties.Auth).toEqual([
      {
        AuthScheme: 'SECRETS',
        IAMAuth: 'DISABLED',
        ClientPasswordAuthType: 'MYSQL_CACHING_SHA2_PASSWORD',
        SecretArn: { Ref: view.only('AWS::SecretsManager::Secret').id },
      },
    ])
  })

  it('makes proxy and database side by side', () => {
    const instance = view.only('AWS::RDS::DBInstance').id
    expect(view.needs(proxy.id)).not.toContain(instance)
    expect(view.needs(proxy.id)).not.toContain(view.only('AWS::SecretsManager::SecretTargetAttachment').id)
    expect(view.needs(instance)).not.toContain(proxy.id)
  })
})

describe('client auth iam', () => {
  const view = new TemplateView(makeInput({ clientAuth: 'iam' }))
  const proxy = view.only(typeOfProxy)
  const instance = view.only('AWS::RDS::DBInstance').id

  it('takes tokens from clients and the password from the secret that RDS manages', () => {
    expect(proxy.Properties.Auth).toEqual([
      {
        AuthScheme: 'SECRETS',
        IAMAuth: 'REQUIRED',
        SecretArn: { 'Fn::GetAtt': [instance, 'MasterUserSecret.SecretArn'] },
      },
    ])
    expect(proxy.Properties).not.toHaveProperty('DefaultAuthScheme')
  })

  it('needs no endpoint and no rotation of its own', () => {
    expect(view.all('AWS::EC2::VPCEndpoint')).toEqual([])
    expect(view.all('AWS::SecretsManager::RotationSchedule')).toEqual([])
  })
})

describe('settings of the proxy', () => {
  const { proxy: base } = makeSettings()

  it('pass on the pinning filter, the init query, debug logging and TLS switched off', () => {
    const proxy = {
      ...base,
      pinningFilter: 'exclude-variable-sets' as const,
      initQuery: "SET time_zone = '+00:00'",
      requireTls: false,
    }
    const view = new TemplateView(makeInput({ proxy, debugLogging: true }))
    expect(view.only(typeOfGroup).Properties.ConnectionPoolConfigurationInfo).toMatchObject({
      SessionPinningFilters: ['EXCLUDE_VARIABLE_SETS'],
      InitQuery: "SET time_zone = '+00:00'",
    })
    expect(view.only(typeOfProxy).Properties).toMatchObject({ RequireTLS: false, DebugLogging: true })
  })

  it('keep a borrow timeout and an idle share of 0', () => {
    const view = new TemplateView(makeInput({ proxy: { ...base, borrowTimeout: 0, maxIdleConnectionsPercent: 0 } }))
    expect(view.only(typeOfGroup).Properties.ConnectionPoolConfigurationInfo).toMatchObject({
      ConnectionBorrowTimeout: 0,
      MaxIdleConnectionsPercent: 0,
    })
  })
})
