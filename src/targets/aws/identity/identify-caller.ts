import { UserError } from '../../../errors.ts'
import { listProfiles } from '../../../settings/aws-configuration.ts'
import type { Caller } from '../../target-plan.ts'
import { quote, writeAwsCommand } from '../aws-command.ts'
import { describeAwsError } from '../aws-errors/describe-aws-error.ts'
import type { AwsEnvironment } from '../environment.ts'

/**
 * Whose credentials these are, asked from STS (GetCallerIdentity, which nobody needs a permission for).
 * @throws UserError when there are no usable credentials, each with the command that brings them; `WrongAccount` when
 * they belong to another account than the environment
 */
export async function identifyCaller(env: AwsEnvironment): Promise<Caller> {
  const identity = await askIdentity(env)
  const profile = env.profile || process.env.AWS_PROFILE || ''
  const caller = { ...identity, region: env.region, ...(profile !== '' && { profile }) }
  if (env.account !== '' && env.account !== caller.account) throw describeWrongAccount(env, caller)
  return caller
}

async function askIdentity(env: AwsEnvironment): Promise<{ account: string; arn: string }> {
  try {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts')
    const client = await env.clients.sts()
    const { Account, Arn } = await client.send(new GetCallerIdentityCommand({}))
    return { account: Account ?? '', arn: Arn ?? '' }
  } catch (error) {
    throw describeAwsError(error, env)
  }
}

function describeWrongAccount(env: AwsEnvironment, caller: Caller): UserError {
  const other = listProfiles().find(({ account }) => account === env.account)?.name ?? 'NAME'
  const used = caller.profile ? `profile ${caller.profile} is` : 'these credentials are'
  return new UserError({
    name: 'WrongAccount',
    message: `Environment ${env.name} belongs to account ${env.account}, but ${used} of account ${caller.account} (${caller.arn}).`,
    nextSteps: [
      `--profile ${quote(other)}  # a profile of account ${env.account}`,
      writeAwsCommand('sts get-caller-identity', { region: '', profile: other }),
    ],
  })
}
