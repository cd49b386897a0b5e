import type { Events } from '../../../events.ts'
import type { StackEvent } from './stack-event.ts'

/** How an operation on a stack ended. */
export interface OperationEnd {
  /** ARN. */
  stackId: string
  /** Status of the stack: `UPDATE_ROLLBACK_COMPLETE`; `DELETE_COMPLETE` when it is gone. */
  status: string
  /** What failed for a reason of its own, oldest first: the first one is the cause. Without what was only cancelled. */
  failed: StackEvent[]
  /** All that happened in this operation, its rollback included, oldest first. */
  events: StackEvent[]
  /** Seconds that each resource took to be made, changed or deleted, by logical id; of those that were finished. */
  durations: Record<string, number>
}

/** Whether the operation did what it was begun for. */
export function hasSucceeded({ status }: Pick<OperationEnd, 'status'>): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE', 'IMPORT_COMPLETE'].includes(status)
}

/** What is told of an end. @param wantedStatus a good end of this operation beside the usual ones */
export function judgeEnd(status: string, wantedStatus?: string): Events['operation-ended']['outcome'] {
  if (hasSucceeded({ status }) || status === wantedStatus) return 'done'
  return /^(UPDATE_|IMPORT_)?ROLLBACK_COMPLETE$/.test(status) ? 'rolled-back' : 'failed'
}
