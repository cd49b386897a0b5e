import { describeFailed } from './create-stack.ts'
import { makeDeleteSteps } from './delete-resource.ts'
import type { Engine } from './engine.ts'
import { runPhase } from './phase.ts'
import { type Stack, setStackStatus } from './stack.ts'

/** Deletes a stack's resources and then the stack. What is under way is given up first. */
export function deleteStack(engine: Engine, stack: Stack, retain: readonly string[]): void {
  const { stop } = stack
  setStackStatus(stack, 'DELETE_IN_PROGRESS', 'User Initiated')
  if (stop === undefined) deleteResources(engine, stack, retain)
  else stop(() => deleteResources(engine, stack, retain))
}

function deleteResources(engine: Engine, stack: Stack, retain: readonly string[]) {
  const left = [...stack.resources.values()].filter(({ status }) => !isGone(status))
  const steps = makeDeleteSteps(engine, stack, left.reverse(), { retain })
  runPhase(engine.clock, stack, steps, { giveUp: false }, ({ failed }) => {
    if (failed.length > 0) return setStackStatus(stack, 'DELETE_FAILED', describeFailed('delete', failed))
    stack.deletedAt = new Date(stack.account.now())
    setStackStatus(stack, 'DELETE_COMPLETE')
  })
}

function isGone(status: string): boolean {
  return status === 'DELETE_COMPLETE' || status === 'DELETE_SKIPPED'
}
