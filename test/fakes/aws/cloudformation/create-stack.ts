import { makeCreateStep } from './create-resource.ts'
import { makeDeleteSteps } from './delete-resource.ts'
import type { Engine } from './engine.ts'
import { resolveOutputs } from './outputs.ts'
import { runPhase } from './phase.ts'
import { listActive, makeSymbolicScope } from './scope.ts'
import { type Definition, type Stack, setStackStatus } from './stack.ts'

/** Makes all resources of a stack, and takes them back when one fails. */
export function createStack(engine: Engine, stack: Stack, definition: Definition): void {
  stack.definition = definition
  setStackStatus(stack, 'CREATE_IN_PROGRESS', 'User Initiated')
  const active = listActive(definition.template, makeSymbolicScope({ stack, definition }))
  const steps = active.map((id) => makeCreateStep(engine, stack, definition, id))
  runPhase(engine.clock, stack, steps, { giveUp: true }, ({ failed, stopped }) => {
    if (failed.length > 0) return rollBack(engine, stack, describeFailed('create', [...failed, ...stopped]))
    const problem = resolveOutputs(stack, definition)
    if (problem !== undefined) return rollBack(engine, stack, `${problem}. `)
    setStackStatus(stack, 'CREATE_COMPLETE')
  })
}

function rollBack(engine: Engine, stack: Stack, reason: string) {
  setStackStatus(stack, 'ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`)
  const steps = makeDeleteSteps(engine, stack, [...stack.resources.values()].reverse(), { rollback: true })
  runPhase(engine.clock, stack, steps, { giveUp: false }, ({ failed }) => {
    if (failed.length === 0) setStackStatus(stack, 'ROLLBACK_COMPLETE')
    else setStackStatus(stack, 'ROLLBACK_FAILED', describeFailed('delete', failed))
  })
}

/** CloudFormation's sentence on resources that failed, with the space at its end. */
export function describeFailed(verb: 'create' | 'update' | 'delete', logicalIds: readonly string[]): string {
  return `The following resource(s) failed to ${verb}: [${logicalIds.join(', ')}]. `
}
