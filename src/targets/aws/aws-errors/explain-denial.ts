import { quote, writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'
import { type Denial, readDenial } from './denial.ts'
import type { Explanation } from './error-row.ts'

/**
 * What a refusal means and who can lift it: the missing statement as JSON when a policy lacks it, and which kind of
 * policy forbids it otherwise. @param message AWS's words, from an error or from a stack event
 */
export function explainDenial(message: string, env: AwsEnvironment): Explanation {
  const denial = readDenial(message)
  return { name: 'AccessDenied', message: sayDenial(denial), nextSteps: nextStepsOf(denial, env) }
}

function sayDenial(denial: Denial): string {
  const who = denial.principal ?? 'These credentials'
  const what = denial.action ? `may not do ${denial.action}` : 'may not do this'
  const where = denial.resource && denial.resource !== '*' ? ` on ${denial.resource}` : ''
  return `${who} ${what}${where}: ${sayWhy(denial)}.`
}

function sayWhy({ by, explicit }: Denial): string {
  if (by === 'unknown') return explicit ? 'a policy forbids it' : 'AWS refuses it'
  return explicit ? `${policyNames[by]} forbids it` : `no ${policyNames[by].replace(/^an? /, '')} allows it`
}

const policyNames: Readonly<Record<Exclude<Denial['by'], 'unknown'>, string>> = {
  identity: 'a policy of the user or role',
  resource: 'a policy of the resource',
  boundary: 'a permissions boundary',
  session: 'a session policy',
  scp: 'a service control policy of the organization',
  rcp: 'a resource control policy of the organization',
  endpoint: 'a VPC endpoint policy',
}

function nextStepsOf(denial: Denial, env: AwsEnvironment): readonly [string, ...string[]] {
  const decode =
    denial.encoded && !denial.action
      ? [
          writeAwsCommand(
            `sts decode-authorization-message --query DecodedMessage --output text --encoded-message ${denial.encoded}`,
            env,
          ),
        ]
      : []
  const [first, ...rest] = [...decode, ...advise(denial, env)]
  return [first ?? env.command('plan --policy'), ...rest]
}

function advise(denial: Denial, env: AwsEnvironment): string[] {
  if (denial.by === 'scp' || denial.by === 'rcp') {
    return [
      `Ask who runs the AWS organization to allow ${actionOf(denial)} in account and region; a policy of yours cannot.`,
    ]
  }
  if (denial.by === 'boundary')
    return [`Add to the permissions boundary of ${whoseOf(denial)}: ${writeStatement(denial)}`]
  if (denial.by === 'session') return [`Sign in without the session policy, or add to it: ${writeStatement(denial)}`]
  if (denial.by === 'endpoint') return [`Add to the VPC endpoint's policy: ${writeStatement(denial)}`]
  if (denial.explicit)
    return [...adviseMfa(denial, env), `Ask an administrator to lift the Deny on ${actionOf(denial)}.`]
  return [...adviseStatement(denial), `${env.command('plan --policy')}  # all that this environment needs`]
}

/** The usual reason of an explicit deny for a user is a policy that wants MFA first. */
function adviseMfa({ principal }: Denial, env: AwsEnvironment): string[] {
  const [, partition, account, user] = /^arn:([\w-]+):iam::(\d+):user\/(?:.*\/)?([^/]+)$/.exec(principal ?? '') ?? []
  if (!user) return []
  const serial = `arn:${partition}:iam::${account}:mfa/${user}`
  const words = `sts get-session-token --serial-number ${quote(serial)} --token-code CODE`
  return [`${writeAwsCommand(words, env, { region: false })}  # if the account demands MFA; then export what it prints`]
}

function adviseStatement(denial: Denial): string[] {
  if (!denial.action) return []
  return [`Add to the policy of ${whoseOf(denial)}: ${writeStatement(denial)}`]
}

/** The statement that was missing, on one line. Never one that allows everything because AWS did not say what. */
function writeStatement({ action, resource }: Denial): string {
  if (action === undefined) return 'the action that was refused'
  return JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource ?? '*' })
}

function actionOf({ action }: Denial): string {
  return action ?? 'this action'
}

/** The role of a session is what a policy can be attached to. */
function whoseOf({ principal }: Denial): string {
  if (principal === undefined) return 'the user or role'
  return principal.replace(/^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3')
}
