import { aws, type FailureRow, quoteWords, type Recognition } from '../failure-row.ts'

interface Quota {
  recognise: Recognition
  /** What there is too much of. */
  things: string
  /** `--service-code` of Service Quotas, and a part of the quota's name there. */
  service: string
  named: string
}

const quotas: readonly Quota[] = [
  {
    recognise: { codes: ['InstanceQuotaExceeded', 'DBInstanceQuotaExceeded'], words: /DB instance quota exceeded/i },
    things: 'database instances',
    service: 'rds',
    named: 'DB instances',
  },
  {
    recognise: { codes: ['StorageQuotaExceeded'], words: /storage quota .*exceeded/i },
    things: 'storage for databases',
    service: 'rds',
    named: 'Total storage',
  },
  {
    recognise: {
      kind: 'AWS::RDS::DBProxy',
      codes: ['DBProxyQuotaExceeded'],
      words: /(maximum number of|quota|limit)\b.*\bprox(y|ies)\b|\bprox(y|ies)\b.*\b(quota|limit)/i,
    },
    things: 'RDS proxies',
    service: 'rds',
    named: 'Proxies',
  },
  {
    recognise: { codes: ['VpcLimitExceeded'], words: /maximum number of VPCs has been reached/i },
    things: 'VPCs',
    service: 'vpc',
    named: 'VPCs per Region',
  },
  {
    recognise: { codes: ['SubnetLimitExceeded'], words: /maximum number of subnets/i },
    things: 'subnets in a VPC',
    service: 'vpc',
    named: 'Subnets per VPC',
  },
  {
    recognise: { codes: ['VpcEndpointLimitExceeded'], words: /maximum number of (interface )?VPC endpoints/i },
    things: 'endpoints in a VPC',
    service: 'vpc',
    named: 'Interface VPC endpoints per VPC',
  },
  {
    recognise: {
      codes: ['NetworkInterfaceLimitExceeded', 'ENILimitReached'],
      words: /limit for network interfaces has been reached|maximum number of network interfaces/i,
    },
    things: 'network interfaces',
    service: 'vpc',
    named: 'Network interfaces per Region',
  },
  {
    recognise: {
      codes: ['SecurityGroupLimitExceeded', 'RulesPerSecurityGroupLimitExceeded'],
      words: /maximum number of (rules per )?security groups?/i,
    },
    things: 'security groups or rules in them',
    service: 'vpc',
    named: 'security group',
  },
]

/** Limits of the account, each with the command that shows it. */
export const quotaRows: readonly FailureRow[] = [
  ...quotas.map(
    ({ recognise, things, service, named }): FailureRow => ({
      recognise,
      explain: (about) => ({
        name: 'QuotaExceeded',
        message: `The account may have no more ${things} in ${about.env.region}${quoteWords(about)}.`,
        nextSteps: [
          aws(
            about,
            `service-quotas list-service-quotas --service-code ${service} --query "Quotas[?contains(QuotaName, '${named}')].[QuotaName,Value,QuotaCode]"`,
          ),
          aws(
            about,
            `service-quotas request-service-quota-increase --service-code ${service} --quota-code CODE --desired-value NUMBER`,
          ),
          about.env.command('deploy'),
        ],
      }),
    }),
  ),
  {
    recognise: { codes: ['ServiceLimitExceeded', 'LimitExceeded'] },
    explain: (about) => ({
      name: 'QuotaExceeded',
      message: `${about.failure.kind} has reached a limit of the account in ${about.env.region}${quoteWords(about)}.`,
      nextSteps: [aws(about, 'service-quotas list-services'), about.env.command('deploy')],
    }),
  },
]
