import type { ResourceMove } from '../../../events.ts'
import { isCancelled, type StackEvent } from './stack-event.ts'

const verbs = { CREATE: 'create', UPDATE: 'update', DELETE: 'delete', IMPORT: 'create' } as const

/**
 * What an event tells of a resource: `UPDATE_COMPLETE` is an update that has finished. Undefined for what is no step
 * of a resource, such as the stack's own statuses and checks of hooks.
 */
export function readResourceStatus(event: StackEvent): Pick<ResourceMove, 'verb' | 'state'> | undefined {
  const [, word = '', end = ''] =
    /^(CREATE|UPDATE|DELETE|IMPORT)_(IN_PROGRESS|COMPLETE|FAILED|SKIPPED)$/.exec(event.status) ?? []
  const verb = verbs[word as keyof typeof verbs]
  if (verb === undefined) return undefined
  return { verb, state: readState(event, end) }
}

/** What was cancelled because something else failed is no failure of its own. */
function readState(event: StackEvent, end: string): ResourceMove['state'] {
  if (end === 'IN_PROGRESS') return 'running'
  if (end === 'COMPLETE') return 'finished'
  return end === 'SKIPPED' || isCancelled(event) ? 'skipped' : 'failed'
}
