import { writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'
import { endSentence } from './end-sentence.ts'
import type { ErrorRow, Explanation } from './error-row.ts'

interface Quota {
  codes: string[]
  what: string
  /** As `aws service-quotas` names the service. */
  service: string
  /** Code of the quota, where it is adjustable by itself. */
  quota?: string
  /** What else helps, as it can be typed. */
  list?: string
}

/** Codes of quotas: `aws service-quotas list-service-quotas`, as public listings of them have it. */
const quotaTable: readonly Quota[] = [
  {
    codes: ['InstanceQuotaExceeded', 'InstanceQuotaExceededFault'],
    what: 'database instances',
    service: 'rds',
    quota: 'L-7B6409FD',
    list: "rds describe-db-instances --query 'DBInstances[].DBInstanceIdentifier'",
  },
  {
    codes: ['StorageQuotaExceeded', 'StorageQuotaExceededFault'],
    what: 'database storage',
    service: 'rds',
    quota: 'L-7ADDB58A',
  },
  {
    codes: ['DBProxyQuotaExceeded', 'DBProxyQuotaExceededFault'],
    what: 'RDS proxies',
    service: 'rds',
    quota: 'L-D94C7EA3',
    list: "rds describe-db-proxies --query 'DBProxies[].DBProxyName'",
  },
  {
    codes: ['SnapshotQuotaExceeded', 'SnapshotQuotaExceededFault'],
    what: 'manual snapshots',
    service: 'rds',
    quota: 'L-272F1212',
    list: "rds describe-db-snapshots --snapshot-type manual --query 'DBSnapshots[].DBSnapshotIdentifier'",
  },
  {
    codes: ['DBSubnetGroupQuotaExceeded', 'DBSubnetGroupQuotaExceededFault'],
    what: 'DB subnet groups',
    service: 'rds',
    quota: 'L-48C6BF61',
  },
  {
    codes: ['VpcLimitExceeded'],
    what: 'VPCs',
    service: 'vpc',
    quota: 'L-F678F1CE',
    list: "ec2 describe-vpcs --query 'Vpcs[].VpcId'",
  },
  { codes: ['SubnetLimitExceeded'], what: 'subnets of a VPC', service: 'vpc', quota: 'L-407747CB' },
  { codes: ['SecurityGroupLimitExceeded'], what: 'security groups', service: 'vpc', quota: 'L-E79EC296' },
  {
    codes: ['RulesPerSecurityGroupLimitExceeded'],
    what: 'rules of a security group',
    service: 'vpc',
    quota: 'L-0EA8095F',
  },
  {
    codes: ['NetworkInterfaceLimitExceeded', 'ENILimitReachedException'],
    what: 'network interfaces',
    service: 'vpc',
    quota: 'L-DF5E4CA3',
  },
  { codes: ['VpcEndpointLimitExceeded'], what: 'interface endpoints of a VPC', service: 'vpc', quota: 'L-29B6F2EB' },
  { codes: ['AddressLimitExceeded'], what: 'Elastic IP addresses', service: 'ec2', quota: 'L-0263D0A3' },
  { codes: ['CodeStorageExceededException'], what: 'storage of Lambda code', service: 'lambda', quota: 'L-2ACBD22F' },
  { codes: ['TooManyBuckets'], what: 'S3 buckets', service: 's3', quota: 'L-DC2B2D3D' },
  // Codes that several services share come last.
  {
    codes: ['LimitExceeded', 'LimitExceededException', 'ServiceLimitExceeded', 'ResourceLimitExceeded'],
    what: 'resources of a kind',
    service: 'cloudformation',
  },
  {
    codes: ['ServiceQuotaExceededException', 'QuotaExceeded', 'QuotaExceededException'],
    what: 'resources of a kind',
    service: 'rds',
  },
]

/** What an account has too many of already. */
export const quotaRows: readonly ErrorRow[] = quotaTable.map((quota) => ({
  codes: quota.codes,
  explain: ({ message }, env) => explainQuota(quota, message, env),
}))

function explainQuota({ what, service, quota, list }: Quota, message: string, env: AwsEnvironment): Explanation {
  const ask = (words: string) => writeAwsCommand(`service-quotas ${words} --service-code ${service}`, env)
  const steps = quota
    ? [
        ask(`get-service-quota --quota-code ${quota}`),
        ask(`request-service-quota-increase --quota-code ${quota} --desired-value NUMBER`),
      ]
    : [ask('list-service-quotas --output table')]
  return {
    name: 'QuotaReached',
    message: `The account has all the ${what} that its quota allows in ${env.region}: ${endSentence(message)}`,
    nextSteps: [...steps, ...(list ? [writeAwsCommand(list, env)] : [])] as [string, ...string[]],
  }
}
