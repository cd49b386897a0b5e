import { describe, expect, it } from 'vitest'
import { diagnose, gatherKnown } from '../../../../../src/targets/aws/diagnosis/diagnose.ts'
import type { Evidence, ProxyTarget } from '../../../../../src/targets/aws/diagnosis/evidence.ts'
import { isRecognised } from '../../../../../src/targets/aws/diagnosis/failure-row.ts'
import { failureTable } from '../../../../../src/targets/aws/diagnosis/failure-table.ts'
import { openAwsEnvironment } from '../../../../../src/targets/aws/environment.ts'
import type { StackEvent } from '../../../../../src/targets/aws/follow/stack-event.ts'
import type { TargetHealth } from '../../../../../src/targets/target.ts'
import { frame, frameOld, makeEvent, makeStackEvent } from './stack-events.ts'

const env = openAwsEnvironment('dev', false, { region: 'eu-west-1', profile: 'team', account: '' })
const events = [makeEvent({ status: 'CREATE_IN_PROGRESS', physicalId: 'db-1' })]

function explain(event: Partial<StackEvent>, evidence: Evidence = {}) {
  const diagnosis = diagnose(env, { events: [...events, makeEvent(event)], evidence })
  if (diagnosis.kind !== 'problem') throw new Error(`not known: ${event.reason}`)
  return diagnosis.explanation
}

interface Row {
  name: string
  event: Partial<StackEvent>
  /** Part of the sentence. */
  says: string
  /** The first thing to type. */
  first: string
}

const access = '--region eu-west-1 --profile team'
const proxy = { kind: 'AWS::RDS::DBProxy', logicalId: 'DatabaseProxyDC6872F6' }
const endpoint = { kind: 'AWS::EC2::VPCEndpoint', logicalId: 'SecretsEndpointB69958EF' }
const lambda = { kind: 'AWS::Lambda::Function', logicalId: 'FunctionsWebhookFunction7FB754E3' }
const group = { kind: 'AWS::EC2::SecurityGroup', logicalId: 'SecurityGroupsFunctionsF2C2D0F4' }
const quota = 'aws service-quotas list-service-quotas --service-code'
const deploy = 'rds-proxy-webhook deploy'

const timedOut: Partial<StackEvent> = {
  kind: 'AWS::RDS::DBProxyTargetGroup',
  logicalId: 'DatabaseProxyTargetGroup258F98F3',
  reason: frame('Timed out waiting for target group to become available.', 'NotStabilized'),
}

/** One or more real reasons for each row of the table, as users report them. */
const rows: Row[] = [
  {
    name: 'ZoneWithoutProxy',
    event: { ...proxy, reason: frame('RDS Proxy is not supported in availability zone use1-az3', 'InvalidRequest') },
    says: 'RDS Proxy cannot run in two of the zones',
    first: 'aws ec2 describe-availability-zones',
  },
  {
    name: 'ZoneWithoutProxy',
    event: { ...proxy, reason: frame('Subnets are in unsupported AZ: use1-az3', 'InvalidRequest') },
    says: 'RDS Proxy cannot run in two of the zones',
    first: 'aws ec2 describe-availability-zones',
  },
  {
    name: 'ZoneNotAvailable',
    event: {
      reason: frameOld(
        "Availability zone '[us-east-1c]' is unavailable in this region, please choose another zone set.",
        'InvalidVPCNetworkStateFault',
        'AmazonRDS',
      ),
    },
    says: 'cannot be placed in this zone',
    first: 'aws ec2 describe-availability-zones',
  },
  {
    name: 'ZoneNotAvailable',
    event: {
      kind: 'AWS::EC2::Subnet',
      reason: frame(
        'Value (us-east-1e) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-east-1a, us-east-1b.',
        'InvalidRequest',
        'Ec2',
      ),
    },
    says: 'AWS::EC2::Subnet) cannot be placed',
    first: 'aws ec2 describe-availability-zones',
  },
  {
    name: 'ZoneNotAvailable',
    event: {
      reason: frame(
        'Cannot create a database instance because there is not a subnet in ca-central-1d, the targeted availability zone.',
        'InvalidRequest',
      ),
    },
    says: 'cannot be placed in this zone',
    first: 'aws ec2 describe-availability-zones',
  },
  {
    name: 'ReplacementImpossible',
    event: {
      ...proxy,
      status: 'UPDATE_FAILED',
      reason:
        'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename rds-proxy-webhook-dev-132cdb87 and update the stack again.',
    },
    says: 'has to be made anew for this change',
    first: 'rds-proxy-webhook plan --env dev',
  },
  {
    name: 'SecretsEndpointExists',
    event: {
      ...endpoint,
      reason: frameOld(
        'private-dns-enabled cannot be set because there is already a conflicting DNS domain for secretsmanager.eu-west-1.amazonaws.com in the VPC vpc-0123456789abcdef0',
        'InvalidParameter',
      ),
    },
    says: 'there can be only one',
    first: `${deploy} --secrets-endpoint existing --env dev`,
  },
  {
    name: 'VpcWithoutDns',
    event: {
      ...endpoint,
      reason: frame(
        'Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for vpc-0123456789abcdef0',
        'InvalidRequest',
        'Ec2',
      ),
    },
    says: 'does not resolve names',
    first: `aws ec2 modify-vpc-attribute --vpc-id VPC --enable-dns-hostnames ${access}`,
  },
  {
    name: 'EndpointNotInZone',
    event: {
      ...endpoint,
      reason: frame(
        'The VPC endpoint service com.amazonaws.us-east-1.secretsmanager does not support the availability zone of the subnet: subnet-0b49bdb25117da505.',
        'InvalidRequest',
        'Ec2',
      ),
    },
    says: 'no endpoint in the zone',
    first: `${deploy} --client-auth iam --env dev`,
  },
  {
    name: 'SubnetNotUsable',
    event: {
      ...proxy,
      reason: frame("The subnet ID 'subnet-0123456789abcdef0' does not exist", 'NotFound'),
    },
    says: 'cannot be used',
    first: 'aws ec2 describe-subnets',
  },
  {
    name: 'SubnetFull',
    event: {
      ...endpoint,
      reason: frameOld('Insufficient free addresses in subnet', 'InsufficientFreeAddressesInSubnet'),
    },
    says: 'no free addresses',
    first: 'aws ec2 describe-subnets',
  },
  {
    name: 'StillInUse',
    event: {
      ...group,
      status: 'DELETE_FAILED',
      physicalId: 'sg-0b8b2fcf05a0509b6',
      reason: frameOld('resource sg-0b8b2fcf05a0509b6 has a dependent object', 'DependencyViolation'),
    },
    says: '20 to 40 minutes',
    first: 'rds-proxy-webhook destroy --env dev',
  },
  {
    name: 'NoInstanceCapacity',
    event: {
      reason: frame(
        'Cannot create a db.t4g.micro database instance because there are no availability zones with sufficient capacity for VPC and storage type : gp3 for db.t4g.micro. Please try the request again at a later time.',
        'GeneralServiceException',
      ),
    },
    says: 'no free instance of this class',
    first: `${deploy} --env dev  # in some minutes`,
  },
  {
    name: 'EngineVersionNotAvailable',
    event: { reason: frame('Cannot find version 8.4.99 for mysql', 'InvalidRequest') },
    says: 'does not offer this MySQL version in eu-west-1',
    first: 'aws rds describe-db-engine-versions --engine mysql',
  },
  {
    name: 'InstanceClassNotAvailable',
    event: {
      reason: frame(
        'RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.t2.micro, Engine=mysql, EngineVersion=8.4.10, LicenseModel=general-public-license. For supported combinations of instance class and database engine version, see the documentation.',
        'InvalidRequest',
      ),
    },
    says: 'does not offer this instance class',
    first: 'aws rds describe-orderable-db-instance-options',
  },
  {
    name: 'SubnetsInOneZone',
    event: {
      kind: 'AWS::RDS::DBSubnetGroup',
      reason: frameOld(
        "DB Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones. Current coverage: 1",
        'DBSubnetGroupDoesNotCoverEnoughAZs',
        'AmazonRDS',
      ),
    },
    says: 'all in one zone',
    first: 'aws ec2 describe-subnets',
  },
  {
    name: 'DatabaseProtected',
    event: {
      status: 'DELETE_FAILED',
      reason: frame(
        'Cannot delete protected DB Instance, please disable deletion protection and try again.',
        'InvalidRequest',
      ),
    },
    says: 'protected against deletion',
    first: 'rds-proxy-webhook destroy --remove-protection --env dev',
  },
  {
    name: 'StorageNotChanged',
    event: {
      status: 'UPDATE_FAILED',
      reason: frame('Invalid storage size for engine name mysql and storage type gp3: 10', 'InvalidRequest'),
    },
    says: 'it can only grow',
    first: `aws rds describe-db-instances --db-instance-identifier db-1 ${access}`,
  },
  {
    name: 'DatabaseBusy',
    event: {
      status: 'UPDATE_FAILED',
      reason: frame('DB Instance db-1 is not in the available state.', 'InvalidRequest').replace(
        'is not in the',
        'is not currently in the',
      ),
    },
    says: 'busy with something else',
    first: 'aws rds describe-db-instances --db-instance-identifier db-1',
  },
  {
    name: 'CodeStorageFull',
    event: { ...lambda, reason: frame('Code storage limit exceeded.', 'GeneralServiceException', 'Lambda') },
    says: "account's storage for the code of functions",
    first: 'aws lambda get-account-settings',
  },
  {
    name: 'FunctionTooLarge',
    event: {
      ...lambda,
      reason: frame('Unzipped size must be smaller than 262144000 bytes', 'InvalidRequest', 'Lambda'),
    },
    says: 'too large',
    first: 'npm install',
  },
  {
    name: 'RuntimeNotInRegion',
    event: {
      ...lambda,
      reason: frame(
        "1 validation error detected: Value nodejs24.x at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs22.x]",
        'InvalidRequest',
        'Lambda',
      ),
    },
    says: "does not offer the functions' runtime in eu-west-1",
    first: `${deploy} --region REGION --env dev`,
  },
  {
    name: 'NoConcurrencyLeft',
    event: {
      ...lambda,
      reason: frame(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [10].",
        'InvalidRequest',
        'Lambda',
      ),
    },
    says: 'concurrency',
    first: 'aws lambda get-account-settings',
  },
  {
    name: 'BundleNotFound',
    event: {
      ...lambda,
      reason: frame(
        'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
        'InvalidRequest',
        'Lambda',
      ),
    },
    says: 'from the asset bucket',
    first: `${deploy} --env dev`,
  },
  {
    name: 'FunctionRoleNotReady',
    event: {
      ...lambda,
      reason: frame('The role defined for the function cannot be assumed by Lambda.', 'InvalidRequest', 'Lambda'),
    },
    says: "could not use a function's role yet",
    first: `${deploy} --env dev`,
  },
  ...[
    ['database instances', 'AWS::RDS::DBInstance', frame('DB instance quota exceeded', 'ServiceLimitExceeded'), 'rds'],
    [
      'storage for databases',
      'AWS::RDS::DBInstance',
      frame('The operation cannot be completed. The storage quota for this account has been exceeded by 7068', 'X'),
      'rds',
    ],
    [
      'RDS proxies',
      'AWS::RDS::DBProxy',
      frame('Your account already has the maximum number of proxies in the specified Region.', 'ServiceLimitExceeded'),
      'rds',
    ],
    [
      'VPCs',
      'AWS::EC2::VPC',
      frame('The maximum number of VPCs has been reached.', 'GeneralServiceException', 'Ec2'),
      'vpc',
    ],
    [
      'subnets in a VPC',
      'AWS::EC2::Subnet',
      frameOld('The maximum number of subnets has been reached.', 'SubnetLimitExceeded'),
      'vpc',
    ],
    [
      'endpoints in a VPC',
      'AWS::EC2::VPCEndpoint',
      frame('The maximum number of VPC endpoints has been reached.', 'ServiceLimitExceeded', 'Ec2'),
      'vpc',
    ],
    [
      'network interfaces',
      'AWS::Lambda::Function',
      frame(
        'Lambda was not able to create an ENI in the VPC of the Lambda function because the limit for Network Interfaces has been reached.',
        'GeneralServiceException',
        'Lambda',
      ),
      'vpc',
    ],
    [
      'security groups or rules in them',
      'AWS::EC2::SecurityGroup',
      frameOld('The maximum number of security groups has been reached.', 'SecurityGroupLimitExceeded'),
      'vpc',
    ],
  ].map(([things, kind, reason, service]) => ({
    name: 'QuotaExceeded',
    event: { kind: String(kind), reason: String(reason) },
    says: `no more ${things} in eu-west-1`,
    first: `${quota} ${service}`,
  })),
  {
    name: 'QuotaExceeded',
    event: {
      kind: 'AWS::IAM::Role',
      reason: frame('Cannot exceed quota for RolesPerAccount: 1000', 'ServiceLimitExceeded', 'Iam'),
    },
    says: 'AWS::IAM::Role has reached a limit of the account in eu-west-1 (AWS: Cannot exceed quota for RolesPerAccount: 1000).',
    first: 'aws service-quotas list-services',
  },
  {
    name: 'ServiceLinkedRoleMissing',
    event: {
      reason: frame(
        'Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later',
        'InvalidRequest',
      ),
    },
    says: 'rds.amazonaws.com has no role for itself',
    first: `aws iam create-service-linked-role --aws-service-name rds.amazonaws.com ${access}`,
  },
  {
    name: 'AccessDenied',
    event: {
      ...proxy,
      reason: frame(
        'User: arn:aws:iam::123456789012:user/ann is not authorized to perform: rds:CreateDBProxy on resource: arn:aws:rds:eu-west-1:123456789012:db-proxy:* because no identity-based policy allows the rds:CreateDBProxy action',
        'AccessDenied',
      ),
    },
    says: 'may not do rds:CreateDBProxy',
    first:
      'Add to the policy of arn:aws:iam::123456789012:user/ann: {"Effect":"Allow","Action":"rds:CreateDBProxy","Resource":"arn:aws:rds:eu-west-1:123456789012:db-proxy:*"}',
  },
  {
    name: 'NameTaken',
    event: {
      kind: 'AWS::Logs::LogGroup',
      logicalId: 'ApiAccessLogs50B185DB',
      reason: `Resource of type 'AWS::Logs::LogGroup' with identifier '/aws/vendedlogs/x' already exists. (RequestToken: 690975cb, HandlerErrorCode: AlreadyExists)`,
    },
    says: 'ApiAccessLogs50B185DB (AWS::Logs::LogGroup) cannot be made',
    first: 'rds-proxy-webhook destroy --sweep --env dev',
  },
  {
    name: 'ThrottledByAws',
    event: {
      ...group,
      reason: 'Rate exceeded (Service: AmazonEC2; Status Code: 400; Error Code: Throttling; Request ID: 1)',
    },
    says: 'too many calls',
    first: `${deploy} --env dev  # in a minute`,
  },
  {
    name: 'AwsServiceFailed',
    event: { ...proxy, reason: 'Internal Failure' },
    says: 'AWS::RDS::DBProxy failed inside of AWS',
    first: `${deploy} --env dev`,
  },
]

describe('known failures', () => {
  it.each(rows.map((row) => ({ ...row, label: `${row.name}: ${row.event.reason?.slice(0, 100)}` })))(
    '$label',
    ({ name, event, says, first }) => {
      const explanation = explain(event)
      expect(explanation.name).toBe(name)
      expect(explanation.message).toContain(says)
      expect(explanation.nextSteps[0]).toContain(first)
    },
  )

  it('have each a line of this test', () => {
    const lines: Partial<StackEvent>[] = [...rows.map(({ event }) => event), timedOut]
    const met = lines.map((event) => {
      const about = gatherKnown(env, { events: [makeEvent(event)] })
      return failureTable.findIndex(({ recognise }) => about && isRecognised(recognise, about))
    })
    expect([...new Set(met)].sort((one, other) => one - other)).toEqual([...failureTable.keys()])
  })

  it.each(rows)('$name is one sentence with a command for this environment', ({ event }) => {
    const { message, nextSteps } = explain(event)
    expect(message).toMatch(/^\S[^\n]*[^.]\.$/)
    expect(message).not.toMatch(/RequestToken|Request ID|HandlerErrorCode/)
    for (const step of nextSteps) {
      if (step.startsWith('aws ')) expect(step).toContain(access)
      if (step.startsWith('rds-proxy-webhook ')) expect(step).toContain('--env dev')
    }
  })
})

describe('a name that is taken', () => {
  const reason = `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"/aws/rds/proxy/x"}' already exists. (RequestToken: 690975cb, HandlerErrorCode: AlreadyExists)`
  const taken = makeEvent({ kind: 'AWS::Logs::LogGroup', logicalId: 'DatabaseProxyLogs', reason })

  it('is no reason to destroy an environment that runs', () => {
    const diagnosis = diagnose(env, { events: [makeStackEvent('UPDATE_IN_PROGRESS'), taken] })
    expect(diagnosis).toMatchObject({
      explanation: {
        name: 'NameTaken',
        nextSteps: [
          `aws logs describe-log-groups --log-group-name-prefix /aws/rds/proxy/x ${access}`,
          'rds-proxy-webhook deploy --env dev  # when the other one is gone',
        ],
      },
    })
  })
})

describe('a target group that never became available', () => {
  const events = [
    makeStackEvent('UPDATE_IN_PROGRESS'),
    makeEvent({ kind: 'AWS::RDS::DBProxy', status: 'CREATE_COMPLETE', physicalId: 'proxy-1' }),
    makeEvent({ kind: 'AWS::RDS::DBInstance', status: 'CREATE_COMPLETE', physicalId: 'db-1' }),
    makeEvent(timedOut),
  ]
  const explainTarget = (proxyTarget?: ProxyTarget) => {
    const diagnosis = diagnose(env, { events, evidence: proxyTarget ? { proxyTarget } : {} })
    if (diagnosis.kind !== 'problem') throw new Error('not known')
    return diagnosis.explanation
  }
  const askProxy = `aws rds describe-db-proxies --db-proxy-name proxy-1 --query 'DBProxies[].[RoleArn,Auth]' ${access}`
  const askDatabase = `aws rds describe-db-instances --db-instance-identifier db-1 ${access}`
  const again = 'rds-proxy-webhook deploy --env dev'

  it.each<[TargetHealth, string, string, string[]]>([
    [
      { state: 'UNAVAILABLE', reason: 'UNREACHABLE' },
      'ProxyCannotReachDatabase',
      'over the network',
      [`aws ec2 describe-security-groups --filters Name=tag:rds-proxy-webhook:environment,Values=dev ${access}`, again],
    ],
    [
      { state: 'UNAVAILABLE', reason: 'CONNECTION_FAILED' },
      'DatabaseRefusedProxy',
      'could not connect',
      [askDatabase, again],
    ],
    [
      { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE' },
      'DatabaseRefusedPassword',
      'refused the user name',
      [askProxy, again],
    ],
    [
      { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE', description: 'Proxy does not have any registered credentials' },
      'ProxyCannotReadSecret',
      "may not read the database's secret, or its key (RDS: Proxy does not have any registered credentials).",
      [askProxy, again],
    ],
    [
      {
        state: 'UNAVAILABLE',
        reason: 'PENDING_PROXY_CAPACITY',
        description: 'DBProxy Target is waiting for proxy to scale to desired capacity',
      },
      'ProxyStillScaling',
      'still growing',
      [again],
    ],
    [
      { state: 'UNAVAILABLE', reason: 'INVALID_REPLICATION_STATE' },
      'DatabaseReplicationBroken',
      'replication does not work',
      [askDatabase, again],
    ],
    [{ state: 'UNAVAILABLE', reason: 'PROMOTED' }, 'DatabasePromoted', 'was promoted', [askDatabase, again]],
    [
      { state: 'REGISTERING' },
      'ProxyTargetNotReady',
      'REGISTERING',
      [`aws rds describe-db-proxy-targets --db-proxy-name proxy-1 ${access}`, again],
    ],
    [{ state: 'AVAILABLE' }, 'ProxyReadyTooLate', 'only after CloudFormation had stopped waiting', [again]],
  ])('with %j', (health, name, says, nextSteps) => {
    const explanation = explainTarget({ proxyName: 'proxy-1', health })
    expect(explanation).toMatchObject({ name, nextSteps })
    expect(explanation.message).toContain(says)
    expect(explanation.message).toMatch(/[^.]\.$/)
  })

  it('is asked about during the next first deploy: a rollback leaves nothing to ask', () => {
    const proxyTarget: ProxyTarget = { proxyName: 'proxy-1', health: { state: 'UNAVAILABLE', reason: 'AUTH_FAILURE' } }
    const first = [makeStackEvent('CREATE_IN_PROGRESS'), ...events.slice(1)]
    expect(diagnose(env, { events: first, evidence: { proxyTarget } })).toMatchObject({
      explanation: { nextSteps: [again, `${askProxy}  # while that waits for the proxy`] },
    })
  })

  it.each<[ProxyTarget | undefined, string]>([
    [{ proxyName: 'proxy-1', gone: true }, 'had taken proxy and database apart before they could be asked why'],
    [{ proxyName: 'proxy-1', refused: new Error('Not allowed.') }, 'it could not be asked why: Not allowed.'],
    [undefined, 'which proxy it was cannot be told'],
  ])('says honestly when nobody can be asked: %j', (proxyTarget, says) => {
    const { name, message, nextSteps } = explainTarget(proxyTarget)
    expect(name).toBe('ProxyTargetNotReady')
    expect(message).toContain(says)
    expect(nextSteps[0]).toBe(again)
    expect(nextSteps[1]).toContain('describe-db-proxy-targets')
  })
})

describe('an unknown failure', () => {
  it('keeps what CloudFormation said', () => {
    const diagnosis = diagnose(env, { events: [makeEvent({ reason: 'Something nobody has seen' })] })
    expect(diagnosis).toMatchObject({ kind: 'unknown', failure: { reason: 'Something nobody has seen' } })
  })
})
