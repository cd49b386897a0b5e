import { Interrupted } from '../../../errors.ts'
import { runStep } from '../../../events.ts'
import { deleteStack } from '../destroy/delete-stack.ts'
import { detachFunctions } from '../destroy/detach-functions.ts'
import { type Inventory, listIds, listMade } from '../destroy/inventory.ts'
import { findLeftovers } from '../destroy/leftovers/find-leftovers.ts'
import type { FoundLeftover } from '../destroy/leftovers/leftover-search.ts'
import { isAnyProtected, readProtection } from '../destroy/protection.ts'
import { STEPS } from '../destroy/steps.ts'
import { isBilled } from '../operate/remains.ts'
import type { StackState } from '../stack-state.ts'
import type { Work } from './parts.ts'
import { readTemplateIfAny } from './read-template.ts'
import { describeProtected } from './stack-errors.ts'

/**
 * Deletes a stack whose first deploy never completed, and follows that to its end. As in a destroy the functions are
 * taken out of the VPC first: their network interfaces hold up the delete for many minutes otherwise.
 * @returns what is left of it and billed
 * @throws UserError ProtectedFromDeletion before anything is deleted, or with the cause when the delete fails;
 * Interrupted when the user stops following
 */
export async function deleteUnfinished(work: Work, stack: StackState): Promise<FoundLeftover[]> {
  const { env, context, parts } = work
  const found = await readInventory(work, stack)
  await refuseProtected(work, found)
  const functions = listFunctions(found)
  context.emit('steps-announced', { steps: [...(functions.length > 0 ? [STEPS.detach] : []), STEPS.delete] })
  if (functions.length > 0) {
    await runStep(context.emit, STEPS.detach.id, () => detachAll(work, functions, stack), describeDetached)
  }
  // More may have been made meanwhile.
  const inventory = functions.length > 0 ? await readInventory(work, stack) : found
  const end = await runStep(
    context.emit,
    STEPS.delete.id,
    (progress) => deleteStack(env, inventory, { context, pace: parts.pace, progress }),
    ({ status }) => status,
    ({ status }) => status !== 'DELETE_COMPLETE',
  )
  if (end.status !== 'DELETE_COMPLETE') throw await parts.diagnoseFailure(env, end)
  const after = { ...inventory, stack: { ...stack, status: end.status }, resources: markDeleted(inventory) }
  return (await findLeftovers(env, after)).filter(({ billed }) => billed)
}

/** Without prices: nobody is shown what it has cost. */
async function readInventory({ env }: Work, stack: StackState): Promise<Inventory> {
  const [made, template] = await Promise.all([listMade(env, stack.id), readTemplateIfAny(env, stack.id)])
  const secretArns = listIds(made, 'AWS::SecretsManager::Secret')
  return { stack, resources: made, secretArns, ...(template ? { template } : {}) }
}

/** A delete that stops halfway at the database would take longer, and leave more to do, than none. */
async function refuseProtected({ env }: Work, { stack, resources }: Inventory): Promise<void> {
  const there = resources.filter(({ status }) => status !== 'DELETE_COMPLETE')
  const protection = await readProtection(env, { stack, resources: there })
  if (isAnyProtected(protection)) throw describeProtected(env, stack, protection, there.filter(isBilled))
}

/** All that are there, and those that a create under way adds meanwhile. */
async function detachAll(work: Work, functions: readonly string[], stack: StackState): Promise<[number, number]> {
  const { env, context, parts } = work
  const { emit, signal } = context
  const seen = new Set<string>()
  let detached = 0
  let names = [...functions]
  while (names.length > 0) {
    for (const name of names) seen.add(name)
    detached += await detachFunctions(env, names, { pace: parts.pace, emit, signal })
    if (signal.aborted) throw describeStopped(work, detached)
    names = listFunctions({ resources: await listMade(env, stack.id) }).filter((name) => !seen.has(name))
  }
  return [detached, seen.size]
}

function listFunctions({ resources }: Pick<Inventory, 'resources'>): string[] {
  const there = resources.filter(({ status }) => status !== 'DELETE_COMPLETE')
  return listIds(there, 'AWS::Lambda::Function')
}

function describeDetached([detached, all]: [number, number]): string {
  return `${detached} of ${all}`
}

function describeStopped({ env }: Work, detached: number): Interrupted {
  const but = detached > 0 ? ', but functions are out of the VPC and do not work' : ''
  return new Interrupted(`Stopped; nothing was deleted${but}. To go on:`, [env.command('deploy --cancel')])
}

/** Kinds that are looked for at their services are found there, whatever CloudFormation has said of them. */
function markDeleted({ resources }: Inventory): Inventory['resources'] {
  return resources.map((each) => ({ ...each, status: 'DELETE_COMPLETE' }))
}
