import type { EnvironmentStatus } from '../../../target-status.ts'
import { describeAwsError } from '../../aws-errors/describe-aws-error.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { readPhase, type StackState } from '../../stack-state.ts'
import { findRemains } from '../remains.ts'

/**
 * The status of a stack that cannot serve: why, and what of it is billed all the same. Never throws.
 * @param reason a sentence without its end
 */
export async function describeObstacle(
  env: AwsEnvironment,
  stack: StackState,
  reason: string,
): Promise<Pick<EnvironmentStatus, 'state' | 'reason' | 'components'>> {
  const phase = readPhase(stack.status)
  const failed = phase === 'never-made' || phase === 'half-deleted'
  const said = failed && stack.reason ? [`CloudFormation says: ${stack.reason.trim().replace(/\.?$/, '.')}`] : []
  const left = failed ? [await describeRemains(env, stack)] : []
  const state = phase === 'moving' ? 'starting' : 'failed'
  return {
    state: phase === 'reviewing' ? 'missing' : 'stopped',
    reason: [`${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`, ...left, ...said].join(' '),
    components: [{ name: 'stack', state, detail: stack.status }],
  }
}

async function describeRemains(env: AwsEnvironment, stack: StackState): Promise<string> {
  try {
    const remains = await findRemains(env, stack)
    if (remains === undefined) return 'Nothing of it is left that is billed as long as it is there.'
    return `${remains.sentence} \`${remains.removeWith}\` removes it.`
  } catch (error) {
    const described = describeAwsError(error, env)
    return `What of it is billed could not be read: ${described instanceof Error ? described.message : String(described)}`
  }
}
