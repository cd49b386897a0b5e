import { quote } from '../../aws-command.ts'
import type { Explanation } from '../../aws-errors/error-row.ts'
import { aws, type FailureRow, type KnownOfFailure, quoteWords } from '../failure-row.ts'
import { explainHealth } from '../target-health.ts'

/** All that CloudFormation says of a proxy that does not reach its database. */
const timedOut = /Timed out waiting for target group to become available/i

/** RDS Proxy and its target group. */
export const proxyRows: readonly FailureRow[] = [
  {
    recognise: { kind: 'AWS::RDS::DBProxyTargetGroup', codes: ['NotStabilized'], words: timedOut },
    explain: explainTarget,
  },
  {
    recognise: {
      kind: 'AWS::RDS::DBProxy',
      words:
        /(availability zones?|\bAZs?\b).*(not supported|doesn't support|does not support)|(not supported|unsupported).*(availability zone|\bAZs?\b)|subnets.*at least (two|2) (different )?(availability zones|AZs)/i,
    },
    explain: (about) => ({
      name: 'ZoneWithoutProxy',
      message: `RDS Proxy cannot run in two of the zones of its subnets${quoteWords(about)}.`,
      nextSteps: [
        aws(about, `ec2 describe-availability-zones --query 'AvailabilityZones[].[ZoneName,ZoneId]'`),
        about.env.command('deploy --region REGION'),
      ],
    }),
  },
]

function explainTarget(about: KnownOfFailure): Explanation {
  const target = about.evidence.proxyTarget
  if (target && 'health' in target) return explainHealth(about, target.proxyName, target.health)
  const name = target?.proxyName ?? 'NAME'
  const watch = aws(about, `rds describe-db-proxy-targets --db-proxy-name ${quote(name)}`)
  return {
    name: 'ProxyTargetNotReady',
    message: `The proxy did not reach the database in time, and ${sayWhyUnknown(target)}.`,
    nextSteps: [about.env.command('deploy'), `${watch}  # while the target group waits: it says why`],
  }
}

function sayWhyUnknown(target: KnownOfFailure['evidence']['proxyTarget']): string {
  if (!target) return 'which proxy it was cannot be told from the events'
  if ('gone' in target) return 'CloudFormation had taken proxy and database apart before they could be asked why'
  const refused = 'refused' in target ? target.refused : undefined
  return `it could not be asked why: ${refused instanceof Error ? refused.message.replace(/[.\s]+$/, '') : 'no answer'}`
}
