import type { TargetHealth } from '../../target.ts'
import { quote } from '../aws-command.ts'
import type { Explanation } from '../aws-errors/error-row.ts'
import { aws, type KnownOfFailure } from './failure-row.ts'

interface HealthMeaning {
  name: string
  message: string
  nextStep: (about: KnownOfFailure, proxyName: string) => string
}

const askDatabase = (about: KnownOfFailure) => {
  const id = about.idOf('AWS::RDS::DBInstance')
  return aws(about, `rds describe-db-instances${id === undefined ? '' : ` --db-instance-identifier ${quote(id)}`}`)
}
const askGroups = (about: KnownOfFailure) =>
  aws(
    about,
    `ec2 describe-security-groups --filters Name=tag:rds-proxy-webhook:environment,Values=${quote(about.env.name)}`,
  )
const askProxy = (about: KnownOfFailure, name: string) =>
  aws(about, `rds describe-db-proxies --db-proxy-name ${quote(name)} --query 'DBProxies[].[RoleArn,Auth]'`)
const askTargets = (about: KnownOfFailure, name: string) =>
  aws(about, `rds describe-db-proxy-targets --db-proxy-name ${quote(name)}`)
const deployAgain = ({ env }: KnownOfFailure) => env.command('deploy')

const noCredentials: HealthMeaning = {
  name: 'ProxyCannotReadSecret',
  message: "The proxy has no user name and password: its role may not read the database's secret, or its key.",
  nextStep: askProxy,
}

/** Each reason that RDS documents for a target that is not available. Source: RDS API Reference, TargetHealth. */
const meanings: Readonly<Record<NonNullable<TargetHealth['reason']>, HealthMeaning>> = {
  UNREACHABLE: {
    name: 'ProxyCannotReachDatabase',
    message:
      'The proxy cannot reach the database over the network: the group of both has to let its own members in on port 3306.',
    nextStep: askGroups,
  },
  CONNECTION_FAILED: {
    name: 'DatabaseRefusedProxy',
    message:
      'The proxy reached the database and could not connect: it is not running yet, is restarting, or has no connection left.',
    nextStep: askDatabase,
  },
  AUTH_FAILURE: {
    name: 'DatabaseRefusedPassword',
    message: 'The database refused the user name and password that the proxy has from the secret.',
    nextStep: askProxy,
  },
  PENDING_PROXY_CAPACITY: {
    name: 'ProxyStillScaling',
    message: 'The proxy was still growing to the size that the database needs, and CloudFormation waited no longer.',
    nextStep: deployAgain,
  },
  INVALID_REPLICATION_STATE: {
    name: 'DatabaseReplicationBroken',
    message: 'The database is a replica whose replication does not work, so the proxy does not use it.',
    nextStep: askDatabase,
  },
  PROMOTED: {
    name: 'DatabasePromoted',
    message: 'The database was promoted from a replica to an instance of its own, which the proxy does not follow.',
    nextStep: askDatabase,
  },
}

/** What the health of a proxy's target means for a target group that never became available. */
export function explainHealth(about: KnownOfFailure, proxyName: string, health: TargetHealth): Explanation {
  const { name, message, nextStep } = findMeaning(health)
  const said = health.description ? ` (RDS: ${health.description.replace(/[.\s]+$/, '')})` : ''
  const first = nextStep(about, proxyName)
  const again = deployAgain(about)
  // After the rollback of a first deploy there is nothing left to ask.
  const [one, other] = about.isFirst ? [again, `${first}  # while that waits for the proxy`] : [first, again]
  return {
    name,
    message: `${message.replace(/\.$/, '')}${said}.`,
    nextSteps: first === again ? [again] : [one, other],
  }
}

function findMeaning({ state, reason, description }: TargetHealth): HealthMeaning {
  if (reason === 'AUTH_FAILURE' && /does not have any registered credentials/i.test(description ?? '')) {
    return noCredentials
  }
  if (state === 'AVAILABLE') {
    return {
      name: 'ProxyReadyTooLate',
      message: 'The proxy reached the database only after CloudFormation had stopped waiting for it.',
      nextStep: deployAgain,
    }
  }
  return (
    (reason && meanings[reason]) ?? {
      name: 'ProxyTargetNotReady',
      message: `The proxy did not reach the database in time: RDS calls its target ${state} and gives no reason that is known here.`,
      nextStep: askTargets,
    }
  )
}
