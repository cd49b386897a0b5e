import type { AwsSettings } from '../../../../settings/settings.ts'
import type { StatusOptions } from '../../../target.ts'
import type { EnvironmentStatus } from '../../../target-status.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { identifyCaller } from '../../identity/identify-caller.ts'
import { readPhase, readStack, type StackState } from '../../stack-state.ts'
import { type Pace, realPace } from '../pace.ts'
import { type DeployedStack, findObstacle } from '../read-outputs.ts'
import { describeObstacle } from './describe-obstacle.ts'
import { findProblem } from './find-problem.ts'
import { readParts } from './read-parts.ts'

/**
 * How the environment is: the stack, what it is made of, the proxy's pool and the functions by CloudWatch's figures,
 * the secret's age and what it has cost this month. A part that cannot be read says so and hides no other.
 * @throws UserError without usable credentials or with those of another account; the SDK's errors of DescribeStacks
 */
export async function readStatus(
  env: AwsEnvironment,
  settings: AwsSettings,
  options: StatusOptions = {},
  pace: Pace = realPace,
): Promise<EnvironmentStatus> {
  const [caller, stack] = await Promise.all([identifyCaller(env), readStack(env.clients, env.stackName)])
  const identity = { environment: env.name, target: 'aws', caller } as const
  if (stack === undefined || readPhase(stack.status) === 'gone') {
    return { ...identity, state: 'missing', components: [] }
  }
  const known = { ...identity, settings, ...describeMove(stack) }
  const obstacle = findObstacle(stack)
  if (obstacle) return { ...known, ...(await describeObstacle(env, stack, obstacle.reason)) }
  const parts = await readParts(env, stack as DeployedStack, options, pace)
  const problem = findProblem(stack, parts)
  return {
    ...known,
    state: problem === undefined ? 'running' : 'degraded',
    ...(problem === undefined ? {} : { reason: problem }),
    url: stack.outputs.Url ?? '',
    runningSince: stack.createdAt.toISOString(),
    ...parts,
  }
}

function describeMove(stack: StackState): Pick<EnvironmentStatus, 'underWay'> {
  if (!stack.status.endsWith('_IN_PROGRESS') || readPhase(stack.status) === 'reviewing') return {}
  return { underWay: { status: stack.status, since: (stack.updatedAt ?? stack.createdAt).toISOString() } }
}
