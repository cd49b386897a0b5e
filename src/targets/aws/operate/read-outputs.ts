import type { StackOutputs } from '../../../../stack/app.ts'
import { ExitCode, UserError } from '../../../errors.ts'
import type { AwsClients } from '../clients.ts'
import type { AwsEnvironment } from '../environment.ts'
import { identifyCaller } from '../identity/identify-caller.ts'
import { readPhase, readStack, type StackState } from '../stack-state.ts'

/** A stack that was made, and so has all its outputs. */
export interface DeployedStack extends StackState {
  outputs: StackOutputs
}

/**
 * The environment's stack with what the commands need to know of it.
 * @throws UserError (exit code 3) NotDeployed when there is none, NotRunning when it was never made, is only being
 *   made or is going, WrongAccount; the SDK's errors
 */
export async function readOutputs(env: AwsEnvironment): Promise<DeployedStack> {
  const stack = await readStack(env.clients, env.stackName)
  if (stack === undefined || readPhase(stack.status) === 'gone') {
    // With credentials of another account it would seem not to exist.
    await identifyCaller(env)
    throw describeMissing(env)
  }
  const obstacle = findObstacle(stack)
  if (obstacle) throw describeNotRunning(env, stack, obstacle)
  return stack as DeployedStack
}

const recalled = new WeakMap<AwsClients, Promise<DeployedStack>>()

/**
 * As {@link readOutputs}, but once for an opened environment: what is asked again and again needs the names only, and
 * CloudFormation throttles soon.
 */
export function recallOutputs(env: AwsEnvironment): Promise<DeployedStack> {
  const known = recalled.get(env.clients)
  if (known) return known
  const reading = readOutputs(env)
  recalled.set(env.clients, reading)
  reading.catch(() => recalled.delete(env.clients))
  return reading
}

/**
 * For a name that turned out to be gone: forgets what was recalled.
 * @throws UserError when the environment does not run any more
 */
export async function renewOutputs(env: AwsEnvironment): Promise<void> {
  recalled.delete(env.clients)
  await readOutputs(env)
}

/** Of an environment without a stack. */
export function describeMissing(env: AwsEnvironment): UserError {
  return new UserError({
    name: 'NotDeployed',
    message: `The environment ${env.name} has not been deployed in ${env.region}.`,
    nextSteps: [env.command('deploy')],
    exitCode: ExitCode.notRunning,
  })
}

/** Why a stack cannot serve, and what helps. */
export interface Obstacle {
  /** A sentence without its end. */
  reason: string
  /** Words of the command to type. */
  next: readonly [string, ...string[]]
}

/** Undefined for a stack that serves, also while an update of it is under way. */
export function findObstacle(stack: Pick<StackState, 'status' | 'outputs'>): Obstacle | undefined {
  switch (readPhase(stack.status)) {
    case 'reviewing':
      return { reason: 'its first deploy was never confirmed', next: ['deploy'] }
    case 'never-made':
      return { reason: 'its first deploy failed', next: ['deploy', 'destroy'] }
    case 'half-deleted':
      return { reason: 'it was to be deleted, and parts of it are left', next: ['destroy'] }
    case 'moving':
      return findMove(stack.status) ?? findMissingOutputs(stack)
    default:
      return findMissingOutputs(stack)
  }
}

function findMove(status: string): Obstacle | undefined {
  if (status.startsWith('CREATE_')) return { reason: 'it is still being made', next: ['status --watch'] }
  if (status.startsWith('DELETE_')) return { reason: 'it is being deleted', next: ['destroy'] }
  if (status.startsWith('ROLLBACK_')) {
    return { reason: 'its first deploy failed and is being taken back', next: ['status --watch'] }
  }
  return undefined
}

function findMissingOutputs({ outputs }: Pick<StackState, 'outputs'>): Obstacle | undefined {
  const needed = ['Url', 'QueryFunctionName', 'ProxyName', 'DatabaseInstanceId', 'SecretArn'] as const
  const missing = needed.filter((name) => !outputs[name])
  if (missing.length === 0) return undefined
  return { reason: `its stack lacks the outputs ${missing.join(', ')}`, next: ['deploy'] }
}

function describeNotRunning(env: AwsEnvironment, stack: StackState, { reason, next }: Obstacle): UserError {
  const [first, ...others] = next
  return new UserError({
    name: 'NotRunning',
    message: `The environment ${env.name} does not run: ${reason} (${stack.status}).`,
    nextSteps: [env.command(first), ...others.map((words) => env.command(words))],
    exitCode: ExitCode.notRunning,
  })
}
