import { describeFailed } from './create-stack.ts'
import { makeDeleteSteps } from './delete-resource.ts'
import type { Engine } from './engine.ts'
import { resolveOutputs } from './outputs.ts'
import { runPhase } from './phase.ts'
import { listActive, makeSymbolicScope } from './scope.ts'
import { type Definition, type Stack, setStackStatus } from './stack.ts'
import type { StepsResult } from './steps.ts'
import { makeUpdateStep, type Touched } from './update-resource.ts'
import { rollBackUpdate } from './update-rollback.ts'

/** Changes a stack to another definition, and takes that back when a resource fails. */
export function updateStack(engine: Engine, stack: Stack, next: Definition): void {
  const touched: Touched[] = []
  const before = { definition: stack.definition ?? next, outputs: stack.outputs }
  const active = listActive(next.template, makeSymbolicScope({ stack, definition: next }))
  const takeBack = (reason: string) => {
    delete stack.takeBack
    rollBackUpdate(engine, stack, { before, touched }, reason)
  }
  stack.updatedAt = new Date(engine.clock.now())
  stack.definition = next
  stack.takeBack = () => takeBack('User Initiated')
  setStackStatus(stack, 'UPDATE_IN_PROGRESS', 'User Initiated')
  const steps = active.map((id) => makeUpdateStep(engine, stack, next, id, touched))
  runPhase(engine.clock, stack, steps, { giveUp: true }, (result) => {
    if (result.failed.length > 0) return takeBack(describeFailures(result, touched))
    const problem = resolveOutputs(stack, next)
    if (problem !== undefined) return takeBack(problem)
    delete stack.takeBack
    cleanUp(engine, stack, active, touched)
  })
}

/** Deletes what the update replaced or left out. What cannot be deleted is left behind; the update stands. */
function cleanUp(engine: Engine, stack: Stack, active: readonly string[], touched: readonly Touched[]) {
  setStackStatus(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !active.includes(logicalId))
  const replaced = touched.flatMap((each) => (each.how === 'replaced' ? [each.previous] : []))
  for (const { logicalId } of removed) stack.resources.delete(logicalId)
  const steps = [
    ...makeDeleteSteps(engine, stack, [...replaced].reverse(), { policy: 'updateReplacePolicy' }),
    ...makeDeleteSteps(engine, stack, removed.reverse()),
  ]
  runPhase(engine.clock, stack, steps, { giveUp: false }, ({ failed }) => {
    const reason = failed.length === 0 ? undefined : 'Update successful. One or more resources could not be deleted.'
    setStackStatus(stack, 'UPDATE_COMPLETE', reason)
  })
}

function describeFailures({ failed, stopped }: StepsResult, touched: readonly Touched[]): string {
  const all = [...failed, ...stopped]
  const created = all.filter((id) => touched.some((each) => each.logicalId === id && each.how === 'created'))
  const updated = all.filter((id) => !created.includes(id))
  return [
    ...(created.length === 0 ? [] : [describeFailed('create', created)]),
    ...(updated.length === 0 ? [] : [describeFailed('update', updated)]),
  ].join('')
}
