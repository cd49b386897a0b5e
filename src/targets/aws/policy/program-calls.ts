import { onOwnDirectly } from './conditions.ts'
import type { Condition, GrantRow } from './grant.ts'
import { matchGeneratedNames, type PolicyPlace, writeArn } from './place.ts'

/** One call that this program itself makes, by the name of the SDK's command. */
export interface ProgramCall {
  command: string
  /** Permissions that AWS checks for it. */
  actions: readonly string[]
  /** What it is about; `*` where AWS lets it be narrowed to nothing. */
  on: (place: PolicyPlace) => readonly string[]
  condition?: (place: PolicyPlace) => Condition
  /** Which commands need it. */
  why: 'identify' | 'plan' | 'deploy' | 'operate' | 'destroy'
  /** Only where the stack has a resource of this kind. */
  only?: string
}

const anything = () => ['*']
const stack = (place: PolicyPlace) => [writeArn(place, 'cloudformation', `stack/${place.stackName}/*`)]
const bucket = (place: PolicyPlace) => [`arn:${place.partition}:s3:::${place.assetBucket}`]
const objects = (place: PolicyPlace) => [`arn:${place.partition}:s3:::${place.assetBucket}/*`]
const functions = (place: PolicyPlace) => [writeArn(place, 'lambda', `function:${matchGeneratedNames(place)}`)]
const databaseName = (place: PolicyPlace) => matchGeneratedNames(place).toLowerCase()
const instances = (place: PolicyPlace) => [writeArn(place, 'rds', `db:${databaseName(place)}`)]
const parameterGroups = (place: PolicyPlace) => ['og', 'pg'].map((kind) => writeArn(place, 'rds', `${kind}:default*`))
const snapshots = (place: PolicyPlace) => [writeArn(place, 'rds', `snapshot:${databaseName(place)}`)]
const logGroups = (place: PolicyPlace) =>
  ['', '/aws/rds/proxy/', '/aws/vendedlogs/', '/aws/lambda/', '/aws/rds/instance/'].map((prefix) =>
    writeArn(
      place,
      'logs',
      `log-group:${prefix}${prefix.startsWith('/aws/rds/') ? databaseName(place) : matchGeneratedNames(place)}`,
    ),
  )
const secrets = (place: PolicyPlace) => [writeArn(place, 'secretsmanager', 'secret:*')]
const managedSecrets = (place: PolicyPlace) => [writeArn(place, 'secretsmanager', 'secret:rds!db-*')]

/** RDS tags the secrets that it manages with the ARN of their instance. Source: Amazon RDS User Guide, managed passwords. */
function ofOwnInstance(place: PolicyPlace): Condition {
  return { StringLike: { 'aws:ResourceTag/aws:rds:primaryDBInstanceArn': instances(place) } }
}

function calls(why: ProgramCall['why'], on: ProgramCall['on'], service: string, names: string): ProgramCall[] {
  return names.split(' ').map((command) => ({ command, actions: [`${service}:${command}`], on, why }))
}

/** S3's permissions are not named as its operations are. Source: Service Authorization Reference, Amazon S3. */
function s3(why: ProgramCall['why'], on: ProgramCall['on'], command: string, ...names: string[]): ProgramCall {
  return { command, actions: names.map((name) => `s3:${name}`), on, why }
}

const secretKind = 'AWS::SecretsManager::Secret'

/** All calls of the program. A test compares them with its sources, and with what a whole run sends. */
export const programCalls: readonly ProgramCall[] = [
  ...calls('identify', anything, 'sts', 'GetCallerIdentity'),
  ...calls('plan', anything, 'pricing', 'GetProducts'),
  ...calls('plan', stack, 'cloudformation', 'DescribeStacks GetTemplate ListStackResources'),
  ...calls('deploy', anything, 'cloudformation', 'ListStacks'),
  ...calls('deploy', stack, 'cloudformation', 'DescribeChangeSet ListChangeSets DeleteChangeSet ExecuteChangeSet'),
  ...calls(
    'deploy',
    stack,
    'cloudformation',
    'DescribeStackEvents DeleteStack CancelUpdateStack ContinueUpdateRollback UpdateTerminationProtection',
  ),
  {
    command: 'CreateChangeSet',
    actions: ['CreateChangeSet', 'TagResource', 'UntagResource'].map((name) => `cloudformation:${name}`),
    on: stack,
    why: 'deploy',
  },
  s3('deploy', bucket, 'CreateBucket', 'CreateBucket'),
  s3('deploy', bucket, 'GetBucketTagging', 'GetBucketTagging'),
  s3('deploy', bucket, 'PutBucketTagging', 'PutBucketTagging'),
  s3('deploy', bucket, 'PutBucketPolicy', 'PutBucketPolicy'),
  s3('deploy', bucket, 'PutBucketVersioning', 'PutBucketVersioning'),
  s3('deploy', bucket, 'PutBucketEncryption', 'PutEncryptionConfiguration'),
  s3('deploy', bucket, 'PutBucketOwnershipControls', 'PutBucketOwnershipControls'),
  s3('deploy', bucket, 'PutPublicAccessBlock', 'PutBucketPublicAccessBlock'),
  s3('deploy', objects, 'HeadObject', 'GetObject'),
  s3('deploy', objects, 'PutObject', 'PutObject'),
  ...calls('deploy', anything, 'rds', 'DescribeDBProxyTargets DescribeDBProxies DescribeDBInstances'),
  ...calls('deploy', anything, 'ec2', 'DescribeSubnets DescribeVpcEndpoints DescribeVpcAttribute'),
  ...calls('operate', functions, 'lambda', 'GetFunctionConfiguration'),
  { command: 'Invoke', actions: ['lambda:InvokeFunction'], on: functions, why: 'operate' },
  ...calls('operate', logGroups, 'logs', 'FilterLogEvents'),
  ...calls('operate', anything, 'cloudwatch', 'GetMetricData'),
  ...calls('operate', stack, 'cloudformation', 'DetectStackDrift DescribeStackResourceDrifts'),
  ...calls('operate', anything, 'cloudformation', 'DescribeStackDriftDetectionStatus'),
  ...calls('operate', (place) => [...instances(place), ...parameterGroups(place)], 'rds', 'ModifyDBInstance'),
  ...calls('operate', secrets, 'secretsmanager', 'RotateSecret DescribeSecret ListSecretVersionIds').map((call) => ({
    ...call,
    condition: onOwnDirectly,
    only: secretKind,
  })),
  ...calls('destroy', secrets, 'secretsmanager', 'DeleteSecret').map((call) => ({
    ...call,
    condition: onOwnDirectly,
    only: secretKind,
  })),
  ...calls('operate', managedSecrets, 'secretsmanager', 'DescribeSecret ListSecretVersionIds RotateSecret').map(
    (call) => ({ ...call, condition: ofOwnInstance, only: 'managed' }),
  ),
  ...calls('destroy', functions, 'lambda', 'UpdateFunctionConfiguration'),
  ...calls('destroy', (place) => [...instances(place), ...snapshots(place)], 'rds', 'CreateDBSnapshot'),
  ...calls('destroy', anything, 'rds', 'DescribeDBSnapshots DescribeDBInstanceAutomatedBackups'),
  ...calls('destroy', snapshots, 'rds', 'DeleteDBSnapshot'),
  // Backups are known by ids that RDS makes up.
  ...calls('destroy', (place) => [writeArn(place, 'rds', 'auto-backup:*')], 'rds', 'DeleteDBInstanceAutomatedBackup'),
  ...calls('destroy', (place) => [writeArn(place, 'rds', 'db-proxy:*')], 'rds', 'DeleteDBProxy').map((call) => ({
    ...call,
    condition: onOwnDirectly,
  })),
  // A list, because a secret that is gone has no tags to go by.
  ...calls('destroy', anything, 'secretsmanager', 'ListSecrets'),
  ...calls('destroy', anything, 'logs', 'DescribeLogGroups'),
  ...calls('destroy', logGroups, 'logs', 'DeleteLogGroup'),
  ...calls('destroy', anything, 'ec2', 'DescribeNetworkInterfaces DescribeVpcEndpoints'),
  // Lambda's interfaces carry no tag of the environment, and EC2 deletes none that is attached.
  ...calls('destroy', (place) => [writeArn(place, 'ec2', 'network-interface/*')], 'ec2', 'DeleteNetworkInterface'),
  ...calls('destroy', (place) => [writeArn(place, 'ec2', 'vpc-endpoint/*')], 'ec2', 'DeleteVpcEndpoints').map(
    (call) => ({
      ...call,
      condition: onOwnDirectly,
      only: 'AWS::EC2::VPCEndpoint',
    }),
  ),
  s3('destroy', bucket, 'DeleteBucket', 'DeleteBucket'),
  s3('destroy', bucket, 'ListObjectVersions', 'ListBucketVersions'),
  s3('destroy', objects, 'DeleteObjects', 'DeleteObject', 'DeleteObjectVersion'),
]

/** What the program's own calls need. @param kinds types of resources in the template, and `managed` where RDS keeps the password */
export function programGrants(kinds: ReadonlySet<string>): GrantRow[] {
  return programCalls
    .filter(({ only }) => only === undefined || kinds.has(only))
    .map((call) => (place) => ({
      actions: call.actions,
      resources: call.on(place),
      ...(call.condition && { condition: call.condition(place) }),
    }))
}
