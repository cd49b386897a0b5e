import { describe, expect, it } from 'vitest'
import { makeInput } from './example-input.ts'
import { findReferences, TemplateView } from './template-view.ts'

const always = [
  'AccessLogGroup',
  'ApiId',
  'ConnectionsSecurityGroupId',
  'DatabaseEndpoint',
  'DatabaseInstanceId',
  'FunctionsSecurityGroupId',
  'ProxyArn',
  'ProxyEndpoint',
  'ProxyLogGroup',
  'ProxyName',
  'QueryFunctionArn',
  'QueryFunctionName',
  'QueryLogGroup',
  'SecretArn',
  'SubnetIds',
  'Url',
  'VpcId',
  'WebhookFunctionArn',
  'WebhookFunctionName',
  'WebhookLogGroup',
]
const rotation = ['RotationFunctionArn', 'RotationFunctionName', 'RotationLogGroup']

describe('outputs', () => {
  it.each([
    ['secret' as const, [...always, ...rotation].sort()],
    ['iam' as const, always],
  ])('of client auth %s are what the commands read', (clientAuth, names) => {
    const { template } = new TemplateView(makeInput({ clientAuth }))
    expect(Object.keys(template.Outputs).sort()).toEqual(names)
    for (const { Value } of Object.values(template.Outputs)) {
      for (const id of findReferences(Value)) expect(template.Resources).toHaveProperty(id)
    }
  })

  it('hold the URL without a trailing slash', () => {
    const view = new TemplateView(makeInput())
    expect(view.template.Outputs.Url?.Value).toEqual({
      'Fn::GetAtt': [view.only('AWS::ApiGatewayV2::Api').id, 'ApiEndpoint'],
    })
  })
})
