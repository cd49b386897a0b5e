import { CfnOutput } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { Api } from './api.ts'
import type { Database } from './database.ts'
import type { Functions } from './functions.ts'
import type { Network } from './network.ts'
import type { DatabaseProxy } from './proxy.ts'
import type { SecurityGroups } from './security-groups.ts'

/** What the commands read of a deployed stack. Lists are joined by commas. */
export interface StackOutputs {
  /** Base URL of the HTTP API, without a trailing slash. */
  Url: string
  ApiId: string
  WebhookFunctionName: string
  WebhookFunctionArn: string
  WebhookLogGroup: string
  QueryFunctionName: string
  QueryFunctionArn: string
  QueryLogGroup: string
  /** Only with client auth `secret`, as all of rotation. */
  RotationFunctionName?: string
  RotationFunctionArn?: string
  RotationLogGroup?: string
  ProxyName: string
  ProxyArn: string
  ProxyEndpoint: string
  ProxyLogGroup: string
  DatabaseInstanceId: string
  DatabaseEndpoint: string
  SecretArn: string
  VpcId: string
  SubnetIds: string
  FunctionsSecurityGroupId: string
  ConnectionsSecurityGroupId: string
  AccessLogGroup: string
}

export interface StackParts {
  api: Api
  functions: Functions
  proxy: DatabaseProxy
  database: Database
  network: Network
  groups: SecurityGroups
}

/** Adds the outputs to the stack. None is exported to other stacks: an export would block updates and deletes. */
export function addOutputs(stack: Construct, parts: StackParts): void {
  for (const [name, value] of Object.entries(collectOutputs(parts))) new CfnOutput(stack, name, { value })
}

function collectOutputs({ api, functions, proxy, database, network, groups }: StackParts): StackOutputs {
  const byFunction = functions.all.flatMap(({ name, function: made }) => [
    [`${name}FunctionName`, made.lambda.functionName],
    [`${name}FunctionArn`, made.lambda.functionArn],
    [`${name}LogGroup`, made.logGroup.logGroupName],
  ])
  return {
    Url: api.api.apiEndpoint,
    ApiId: api.api.apiId,
    ...(Object.fromEntries(byFunction) as Pick<
      StackOutputs,
      | 'WebhookFunctionName'
      | 'WebhookFunctionArn'
      | 'WebhookLogGroup'
      | 'QueryFunctionName'
      | 'QueryFunctionArn'
      | 'QueryLogGroup'
    >),
    ProxyName: proxy.proxy.ref,
    ProxyArn: proxy.proxy.attrDbProxyArn,
    ProxyEndpoint: proxy.proxy.attrEndpoint,
    ProxyLogGroup: proxy.logGroup.logGroupName,
    DatabaseInstanceId: database.instance.instanceIdentifier,
    DatabaseEndpoint: database.instance.dbInstanceEndpointAddress,
    SecretArn: database.secretArn,
    VpcId: network.vpc.vpcId,
    SubnetIds: network.subnets.map((subnet) => subnet.subnetId).join(','),
    FunctionsSecurityGroupId: groups.functions.securityGroupId,
    ConnectionsSecurityGroupId: groups.connections.securityGroupId,
    AccessLogGroup: api.logGroup.logGroupName,
  }
}
