import { describe, expect, it } from 'vitest'
import { makeInput, variants } from './example-input.ts'
import { TemplateView } from './template-view.ts'

describe.each(variants)('HTTP API of $name', ({ changes }) => {
  const view = new TemplateView(makeInput(changes))
  const api = { Ref: view.only('AWS::ApiGatewayV2::Api').id }
  const webhook = { 'Fn::GetAtt': [view.only('AWS::Lambda::Function', 'FunctionsWebhook').id, 'Arn'] }

  it('sends any method on any path to the webhook function', () => {
    expect(view.only('AWS::ApiGatewayV2::Api').Properties.ProtocolType).toBe('HTTP')
    const integration = view.only('AWS::ApiGatewayV2::Integration')
    expect(view.only('AWS::ApiGatewayV2::Route').Properties).toMatchObject({
      ApiId: api,
      RouteKey: '$default',
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: integration.id }]] },
    })
    expect(integration.Properties).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: webhook,
      PayloadFormatVersion: '2.0',
    })
  })

  it('may call that function, and no other API may', () => {
    expect(view.only('AWS::Lambda::Permission', 'Api').Properties).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: webhook,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Join': ['', ['arn:aws:execute-api:eu-west-1:', { Ref: 'AWS::AccountId' }, ':', api, '/*/*']] },
    })
  })

  it('throttles as set, for every route', () => {
    const stage = view.only('AWS::ApiGatewayV2::Stage').Properties
    expect(stage).toMatchObject({ ApiId: api, StageName: '$default', AutoDeploy: true })
    expect(stage.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 })
  })

  it('writes an access log in JSON without query strings and headers', () => {
    const { DestinationArn, Format } = view.only('AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings
    expect(DestinationArn).toEqual({ 'Fn::GetAtt': [view.only('AWS::Logs::LogGroup', 'ApiAccessLogs').id, 'Arn'] })
    const fields = JSON.parse(Format)
    expect(fields).toMatchObject({ requestId: '$context.requestId', status: '$context.status', path: '$context.path' })
    for (const value of Object.values(fields)) expect(value).toMatch(/^\$context\.[a-zA-Z.]+$/)
  })
})
