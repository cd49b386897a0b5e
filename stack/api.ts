import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Fn, RemovalPolicy } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import type { AwsSettings } from '../src/settings/settings.ts'
import { nameStack, nameUniquely } from './names.ts'
import type { VpcFunction } from './vpc-function.ts'

export interface ApiProps {
  environment: string
  settings: AwsSettings
  webhook: VpcFunction
}

/** The HTTP API: any method on any path goes to the webhook function, at no more than the rate set. */
export class Api extends Construct {
  readonly api: HttpApi
  readonly stage: HttpStage
  readonly logGroup: LogGroup

  constructor(scope: Construct, id: string, { environment, settings, webhook }: ApiProps) {
    super(scope, id)
    // Groups under this prefix do not count against the size of CloudWatch Logs' resource policy, to which
    // API Gateway adds a line for every other group.
    this.logGroup = new LogGroup(this, 'AccessLogs', {
      logGroupName: Fn.join('', ['/aws/vendedlogs/', nameUniquely(environment)]),
      retention: settings.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.api = new HttpApi(this, 'HttpApi', {
      apiName: nameStack(environment),
      description: 'Any URL becomes a row in MySQL',
      createDefaultStage: false,
      // A default integration is the $default route: every method and path that no other route takes.
      defaultIntegration: new HttpLambdaIntegration('Webhook', webhook.lambda),
    })
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: settings.throttling,
      accessLogSettings: { destination: new LogGroupLogDestination(this.logGroup), format: accessLogFormat },
    })
  }
}

/** One JSON line for each request. No query string and no headers: those may hold what senders meant to keep secret. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: contextField('requestId'),
    time: contextField('requestTimeEpoch'),
    ip: contextField('identity.sourceIp'),
    method: contextField('httpMethod'),
    path: contextField('path'),
    status: contextField('status'),
    responseBytes: contextField('responseLength'),
    functionMs: contextField('integrationLatency'),
    error: contextField('integrationErrorMessage'),
  }),
)

function contextField(name: string): string {
  return `$context.${name}`
}
