import { onNew, onOwn, throughCloudFormation } from './conditions.ts'
import type { Condition, GrantRow } from './grant.ts'
import { networkGrants } from './network-grants.ts'
import { matchGeneratedNames, type PolicyPlace, writeArn, writeGlobalArn } from './place.ts'

/** Actions on what can be told by its name, through CloudFormation. */
function named(service: string, actions: string, resources: (place: PolicyPlace) => string[]): GrantRow {
  return (place) => ({ ...on(service, actions, resources)(place), joinable: true })
}

/** Actions on things of which not all are the environment's. */
function on(service: string, actions: string, resources: (place: PolicyPlace) => string[]): GrantRow {
  return (place) => ({
    actions: list(service, actions),
    resources: resources(place),
    condition: throughCloudFormation,
  })
}

/** Reading what AWS lets nobody narrow, or what the commands read directly as well. */
function reading(service: string, actions: string): GrantRow {
  return () => ({ actions: list(service, actions), resources: ['*'] })
}

function list(service: string, actions: string): string[] {
  return actions.split(' ').map((action) => `${service}:${action}`)
}

const roles = (place: PolicyPlace) => [writeGlobalArn(place, 'iam', `role/${matchGeneratedNames(place)}`)]
const functions = (place: PolicyPlace) => [writeArn(place, 'lambda', `function:${matchGeneratedNames(place)}`)]
const instances = (place: PolicyPlace) => [writeArn(place, 'rds', `db:${matchGeneratedNames(place).toLowerCase()}`)]
const subnetGroups = (place: PolicyPlace) => [writeArn(place, 'rds', `subgrp:${place.stackName.toLowerCase()}-*`)]
const alarms = (place: PolicyPlace) => [writeArn(place, 'cloudwatch', `alarm:${place.stackName}-*`)]
const logGroups = (place: PolicyPlace) =>
  ['', '/aws/rds/proxy/', '/aws/vendedlogs/'].map((prefix) => {
    // RDS writes its names in small letters.
    const stackName = prefix.startsWith('/aws/rds/') ? place.stackName.toLowerCase() : place.stackName
    return writeArn(place, 'logs', `log-group:${prefix}${stackName}-*`)
  })
const proxies = (place: PolicyPlace) => [writeArn(place, 'rds', 'db-proxy:*')]
const targetGroups = (place: PolicyPlace) => [writeArn(place, 'rds', 'target-group:*')]
const apis = (place: PolicyPlace) =>
  ['/apis', '/apis/*', '/tags/*'].map((path) => `arn:${place.partition}:apigateway:${place.region}::${path}`)

/** A role of the stack may be handed to this service and to no other. */
function passing(service: string): GrantRow {
  return (place) => ({
    actions: ['iam:PassRole'],
    resources: roles(place),
    condition: { StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` } },
  })
}

/** AWS makes this role once for the account, in the name of the first who needs it. */
function serviceRole(service: string): GrantRow {
  return (place) => ({
    actions: ['iam:CreateServiceLinkedRole'],
    resources: [writeGlobalArn(place, 'iam', `role/aws-service-role/${service}.amazonaws.com/*`)],
    condition: { StringEquals: { 'iam:AWSServiceName': `${service}.amazonaws.com` } },
  })
}

/** Keys are used through these services only: those that AWS manages, as the stack names none. */
function keys(actions: string, ...services: string[]): GrantRow {
  return (place) => ({
    actions: list('kms', actions),
    resources: [writeArn(place, 'kms', 'key/*')],
    condition: { StringEquals: { 'kms:ViaService': services.map((name) => nameEndpoint(name, place)) } },
  })
}

function nameEndpoint(service: string, { region, partition }: PolicyPlace): string {
  return `${service}.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}`
}

/** What is asked for by its tag is the environment's own, whatever its name. */
function withCondition(row: GrantRow, condition: (place: PolicyPlace) => Condition): GrantRow {
  return (place) => ({ ...row(place), condition: condition(place), ...(condition === onOwn && { joinable: true }) })
}

/** The names of generated secrets begin with the resource's logical id, which all environments share: so the tag too. */
export function grantSecrets(logicalIds: readonly string[]): GrantRow[] {
  const secrets = (place: PolicyPlace) => logicalIds.map((id) => writeArn(place, 'secretsmanager', `secret:${id}-*`))
  const own = 'DescribeSecret GetSecretValue PutSecretValue UpdateSecret DeleteSecret UntagResource'
  return [
    withCondition(on('secretsmanager', 'CreateSecret TagResource', secrets), onNew),
    withCondition(named('secretsmanager', `${own} RotateSecret CancelRotateSecret`, secrets), onOwn),
    withCondition(reading('secretsmanager', 'GetRandomPassword'), () => throughCloudFormation),
  ]
}

/** What RDS does in the caller's name when it manages the password itself. */
export const managedSecretGrants: readonly GrantRow[] = [
  on('secretsmanager', 'CreateSecret TagResource', (place) => [writeArn(place, 'secretsmanager', 'secret:rds!db-*')]),
  keys('DescribeKey', 'secretsmanager', 'rds'),
]

/**
 * What CloudFormation calls with the caller's credentials to make, change, read and delete each kind of resource.
 * Source: the handlers' permissions in the schemas of the CloudFormation registry, without those of features that the
 * stack does not use; for access logs of an HTTP API the API Gateway Developer Guide, "Permissions to activate logging".
 */
export const resourceGrants: Readonly<Record<string, readonly GrantRow[]>> = {
  ...networkGrants,
  'AWS::Logs::LogGroup': [
    reading('logs', 'DescribeLogGroups DescribeIndexPolicies DescribeResourcePolicies'),
    named(
      'logs',
      'CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy TagResource UntagResource ListTagsForResource GetDataProtectionPolicy',
      logGroups,
    ),
  ],
  'AWS::IAM::Role': [
    named(
      'iam',
      'CreateRole DeleteRole GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy TagRole UntagRole PutRolePolicy GetRolePolicy DeleteRolePolicy ListRolePolicies ListAttachedRolePolicies AttachRolePolicy DetachRolePolicy',
      roles,
    ),
  ],
  'AWS::IAM::Policy': [named('iam', 'PutRolePolicy GetRolePolicy DeleteRolePolicy', roles)],
  // The secret's own names come from the template: see grantSecrets.
  'AWS::SecretsManager::Secret': [],
  'AWS::SecretsManager::SecretTargetAttachment': [reading('rds', 'DescribeDBInstances')],
  'AWS::SecretsManager::RotationSchedule': [named('lambda', 'InvokeFunction', functions)],
  'AWS::RDS::DBSubnetGroup': [
    named(
      'rds',
      'CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup DescribeDBSubnetGroups AddTagsToResource RemoveTagsFromResource ListTagsForResource',
      subnetGroups,
    ),
    serviceRole('rds'),
  ],
  'AWS::RDS::DBInstance': [
    named(
      'rds',
      'CreateDBInstance ModifyDBInstance DeleteDBInstance RebootDBInstance AddTagsToResource RemoveTagsFromResource ListTagsForResource',
      (place) => [...instances(place), ...subnetGroups(place)],
    ),
    on('rds', 'CreateDBInstance ModifyDBInstance', (place) =>
      ['og', 'pg'].map((kind) => writeArn(place, 'rds', `${kind}:default*`)),
    ),
    named('rds', 'CreateDBSnapshot AddTagsToResource', (place) => [
      ...instances(place),
      writeArn(place, 'rds', `snapshot:${matchGeneratedNames(place).toLowerCase()}`),
    ]),
    reading('rds', 'DescribeDBInstances DescribeDBInstanceAutomatedBackups DescribeDBSnapshots DescribeEvents'),
    reading('rds', 'DescribeDBEngineVersions DescribeDBParameterGroups DescribeDBClusters'),
    reading('ec2', 'DescribeVpcs DescribeVpcAttribute DescribeSubnets DescribeSecurityGroups'),
    reading('ec2', 'DescribeAvailabilityZones DescribeAccountAttributes DescribeInternetGateways'),
    keys('DescribeKey CreateGrant', 'rds'),
    serviceRole('rds'),
  ],
  'AWS::RDS::DBProxy': [
    withCondition(
      on('rds', 'CreateDBProxy', () => ['*']),
      onNew,
    ),
    withCondition(on('rds', 'AddTagsToResource ListTagsForResource', proxies), onNew),
    withCondition(named('rds', 'ModifyDBProxy DeleteDBProxy RemoveTagsFromResource', proxies), onOwn),
    reading('rds', 'DescribeDBProxies'),
    passing('rds'),
    serviceRole('rds'),
  ],
  // The registry's schema has no tags for target groups, and their ids are not known before.
  'AWS::RDS::DBProxyTargetGroup': [
    reading('rds', 'DescribeDBProxies DescribeDBProxyTargetGroups DescribeDBProxyTargets'),
    on('rds', 'ModifyDBProxyTargetGroup RegisterDBProxyTargets DeregisterDBProxyTargets', targetGroups),
    named('rds', 'RegisterDBProxyTargets DeregisterDBProxyTargets', instances),
    withCondition(named('rds', 'DeregisterDBProxyTargets', proxies), onOwn),
  ],
  'AWS::Lambda::Function': [
    named(
      'lambda',
      'CreateFunction DeleteFunction GetFunction GetFunctionConfiguration UpdateFunctionCode UpdateFunctionConfiguration TagResource UntagResource ListTags GetRuntimeManagementConfig GetFunctionCodeSigningConfig GetFunctionRecursionConfig PutFunctionConcurrency DeleteFunctionConcurrency',
      functions,
    ),
    reading('ec2', 'DescribeVpcs DescribeSubnets DescribeSecurityGroups DescribeNetworkInterfaces'),
    passing('lambda'),
  ],
  'AWS::Lambda::Permission': [named('lambda', 'AddPermission RemovePermission GetPolicy', functions)],
  'AWS::ApiGatewayV2::Api': [on('apigateway', 'GET POST PUT PATCH DELETE', apis), serviceRole('ops.apigateway')],
  'AWS::ApiGatewayV2::Integration': [on('apigateway', 'GET POST PUT PATCH DELETE', apis)],
  'AWS::ApiGatewayV2::Route': [on('apigateway', 'GET POST PUT PATCH DELETE', apis)],
  'AWS::ApiGatewayV2::Stage': [
    on('apigateway', 'GET POST PUT PATCH DELETE', apis),
    reading('logs', 'DescribeLogGroups DescribeResourcePolicies'),
    withCondition(
      reading(
        'logs',
        'CreateLogDelivery GetLogDelivery UpdateLogDelivery DeleteLogDelivery ListLogDeliveries PutResourcePolicy',
      ),
      () => throughCloudFormation,
    ),
  ],
  'AWS::CloudWatch::Alarm': [
    named('cloudwatch', 'PutMetricAlarm DeleteAlarms TagResource UntagResource ListTagsForResource', alarms),
    reading('cloudwatch', 'DescribeAlarms'),
  ],
}
