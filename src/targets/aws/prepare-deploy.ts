import { ExitCode, Fault, UserError } from '../../errors.ts'
import { runSlowStep } from '../../events.ts'
import { findConfiguredRegion } from '../../settings/aws-configuration.ts'
import type { ResolvedSettings } from '../../settings/resolve.ts'
import type { WorkContext } from '../target.ts'
import { quote } from './aws-command.ts'
import type { AwsEnvironment } from './environment.ts'
import { identifyCaller } from './identity/identify-caller.ts'
import { checkSubnets } from './network/check-subnets.ts'
import { refuseMove } from './network/refuse-other-vpc.ts'
import { synthesizeStack } from './synth.ts'

const step = { id: 'prepare', title: 'Check settings and credentials' }

/**
 * What `init` finds out before it writes anything: that the settings make a stack, as whom it would be made, and that
 * given subnets can be used. The account becomes a part of the settings, so that no later command changes another one.
 * @throws UserError for settings that AWS would refuse, for a region that nobody has chosen, and for credentials that do
 * not do
 */
export async function prepareDeploy(
  env: AwsEnvironment,
  resolved: ResolvedSettings,
  { emit }: WorkContext,
): Promise<ResolvedSettings> {
  const { settings, environment } = resolved
  if (settings.target !== 'aws') throw new Fault(`The AWS target was given settings for ${settings.target}.`)
  const { account, notices } = await runSlowStep(emit, step, async () => {
    await synthesizeStack(environment, settings)
    const { account } = await identifyCaller(env)
    refuseUnchosenRegion(env, resolved)
    await refuseMove(env, settings)
    return { account, notices: await checkSubnets(env, settings) }
  })
  for (const message of notices) emit('noticed', { message })
  return { ...resolved, settings: { ...settings, account } }
}

/** A default region is right for a look at the price, but nobody wants to search for a database in all regions later. */
function refuseUnchosenRegion(env: AwsEnvironment, { sources }: ResolvedSettings): void {
  if (sources.region !== 'default' || findConfiguredRegion(env.profile, process.env) !== undefined) return
  const profile = env.profile === '' ? '' : ` --profile ${quote(env.profile)}`
  throw new UserError({
    name: 'MissingRegion',
    message: 'No region is chosen: neither by a flag, a variable or the settings file, nor in your AWS configuration.',
    nextSteps: [`--region ${env.region}`, `aws configure set region ${env.region}${profile}`],
    exitCode: ExitCode.usage,
  })
}
