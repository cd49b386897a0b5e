import type { WorkContext } from '../target.ts'
import { type DeployParts, openWork } from './deploy/parts.ts'
import { followRunningOperation } from './deploy/prepare-stack.ts'
import type { AwsEnvironment } from './environment.ts'
import { hasSucceeded } from './follow/operation-end.ts'
import { readPhase, readStack } from './stack-state.ts'

/**
 * Follows what is under way until nothing is; returns at once when nothing is. A failure is told with its cause and
 * what to do, and is no error of whoever only watches.
 * @throws Interrupted when the user stops watching; the SDK's errors
 */
export async function watchAws(
  env: AwsEnvironment,
  context: WorkContext,
  parts: Partial<DeployParts> = {},
): Promise<void> {
  const work = await openWork(env, context, parts)
  for (;;) {
    const stack = await readStack(env.clients, env.stackName)
    if (!stack || readPhase(stack.status) !== 'moving') return
    const { end, diagnose } = await followRunningOperation(work, stack)
    if (hasSucceeded(end)) continue
    const { message, nextSteps } = await diagnose()
    context.emit('warned', { message, nextStep: nextSteps[0] })
  }
}
