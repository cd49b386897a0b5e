import { describeFailed } from './create-stack.ts'
import { makeDeleteSteps } from './delete-resource.ts'
import type { Engine } from './engine.ts'
import { runPhase } from './phase.ts'
import { type Definition, type Stack, type StackResource, setResourceStatus, setStackStatus } from './stack.ts'
import type { Step } from './steps.ts'
import { modifyResource, type Touched } from './update-resource.ts'

/** What is to be taken back, and to what. */
export interface FailedUpdate {
  before: { definition: Definition; outputs: Stack['outputs'] }
  touched: readonly Touched[]
}

/** Gives each resource that an update touched the properties of before, then deletes what the update made. */
export function rollBackUpdate(engine: Engine, stack: Stack, update: FailedUpdate, reason: string): void {
  const made: StackResource[] = []
  stack.definition = update.before.definition
  stack.outputs = update.before.outputs
  setStackStatus(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
  restore(engine, stack, update.touched, made)
}

function restore(engine: Engine, stack: Stack, touched: readonly Touched[], made: StackResource[]) {
  const restored = new Set<Touched>()
  const steps = touched.map((each) => makeRestoreStep(engine, stack, each, made, restored))
  runPhase(engine.clock, stack, steps, { giveUp: false }, ({ failed }) => {
    if (failed.length === 0) return deleteMade(engine, stack, made)
    const left = touched.filter((each) => !restored.has(each))
    stack.continueRollback = (skip) => {
      delete stack.continueRollback
      setStackStatus(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated')
      for (const { logicalId } of left.filter((each) => skip.includes(each.logicalId))) skipResource(stack, logicalId)
      const wanted = left.filter(({ logicalId }) => !skip.includes(logicalId))
      restore(engine, stack, wanted, made)
    }
    setStackStatus(stack, 'UPDATE_ROLLBACK_FAILED', describeFailed('update', failed))
  })
}

function makeRestoreStep(
  engine: Engine,
  stack: Stack,
  touched: Touched,
  made: StackResource[],
  restored: Set<Touched>,
): Step {
  const { logicalId } = touched
  return {
    id: logicalId,
    after: touched.how === 'created' ? [] : touched.previous.dependencies,
    start(end) {
      const current = stack.resources.get(logicalId)
      const finish = (ok: boolean) => {
        if (ok) restored.add(touched)
        end(ok)
      }
      if (touched.how === 'modified' && current !== undefined) {
        const { properties, deletionPolicy, updateReplacePolicy, dependencies } = touched.previous
        Object.assign(current, { deletionPolicy, updateReplacePolicy, dependencies })
        return modifyResource(engine, stack, current, properties, finish)
      }
      if (current !== undefined) made.push(current)
      if (touched.how === 'created') stack.resources.delete(logicalId)
      else putBack(stack, touched.previous)
      finish(true)
      return () => {}
    },
  }
}

function putBack(stack: Stack, previous: StackResource) {
  stack.resources.set(previous.logicalId, previous)
  setResourceStatus(stack, previous, 'UPDATE_COMPLETE')
}

function skipResource(stack: Stack, logicalId: string) {
  const resource = stack.resources.get(logicalId)
  if (resource !== undefined)
    setResourceStatus(stack, resource, 'UPDATE_COMPLETE', 'Resource was skipped during rollback')
}

function deleteMade(engine: Engine, stack: Stack, made: readonly StackResource[]) {
  setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
  const steps = makeDeleteSteps(engine, stack, [...made].reverse(), { rollback: true })
  runPhase(engine.clock, stack, steps, { giveUp: false }, () => setStackStatus(stack, 'UPDATE_ROLLBACK_COMPLETE'))
}
