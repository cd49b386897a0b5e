import { executeChangeSet } from '../change-set/execute-change-set.ts'
import { expectAll, expectChanges } from '../follow/expected-resources.ts'
import type { OperationEnd } from '../follow/operation-end.ts'
import type { ExpectedResource } from '../follow/operation-estimate.ts'
import { isOfStack } from '../follow/stack-event.ts'
import type { Draft } from './draft-change.ts'
import { followWork } from './follow-work.ts'
import type { DeployWork } from './parts.ts'
import { describeTakenBack } from './stack-errors.ts'

/**
 * Executes a change and follows it to its end.
 * @returns `stale` when the stack was changed since the draft was made: nothing was begun
 * @throws UserError with the cause when it failed; Interrupted when the user stops following
 */
export async function applyChange(work: DeployWork, draft: Draft): Promise<'done' | 'stale'> {
  const { changeSet, template } = draft
  const token = await executeChangeSet(work.env, changeSet)
  if (token === 'stale') return 'stale'
  const { stackId, kind } = changeSet
  const direction = kind === 'CREATE' ? 'create' : 'update'
  const what = { stackId, token, template, expected: listExpected(draft), direction } as const
  const { end, diagnose } = await followWork(work, what)
  if (end.status === `${kind}_COMPLETE`) return 'done'
  throw wasCancelled(end) ? describeTakenBack(work.env, end.status) : await diagnose()
}

/** In the order of the template, which is the one that people know. */
function listExpected({ changeSet, template }: Draft): ExpectedResource[] {
  if (changeSet.kind === 'CREATE') return expectAll(template, 'create')
  const order = Object.keys(template.Resources ?? {})
  const place = ({ id }: ExpectedResource) => (order.includes(id) ? order.indexOf(id) : order.length)
  return expectChanges(changeSet.description.Changes ?? []).sort((one, other) => place(one) - place(other))
}

/** By somebody's request, and not because a resource failed. */
function wasCancelled({ failed, events, status }: OperationEnd): boolean {
  if (failed.length > 0) return false
  if (status === 'DELETE_COMPLETE') return true
  const turned = events.find((event) => isOfStack(event) && event.status === 'UPDATE_ROLLBACK_IN_PROGRESS')
  return /User Initiated/i.test(turned?.reason ?? '') && status === 'UPDATE_ROLLBACK_COMPLETE'
}
