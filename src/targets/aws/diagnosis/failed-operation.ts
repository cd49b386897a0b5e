import type { OperationEnd } from '../follow/operation-end.ts'
import type { Evidence } from './evidence.ts'

/** A change of a stack that did not succeed: its end, with all events of it and of its rollback. */
export interface FailedOperation extends Pick<OperationEnd, 'stackId' | 'status' | 'events'> {
  /** What the follower saw fail; the cause is found in the events all the same. */
  failed?: OperationEnd['failed']
  /** What was found out when the first resource failed: a rollback takes it away. Absent: it is looked for now. */
  evidence?: Evidence | undefined
}
