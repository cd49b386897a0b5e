import { isOfStack, type StackEvent } from '../follow/stack-event.ts'

/** Reasons that tell of another failure: a resource that was stopped because of it, or that sums up others. */
const consequences: readonly RegExp[] = [
  /^Resource (creation|update|deletion) cancelled/i,
  /^The following resource\(s\) failed to/i,
  /^Dependency failed/i,
]

/**
 * The first resource that really failed, of the events of one operation in any order; undefined when none did.
 * What CloudFormation cancelled because of it, what the rollback could not undo afterwards and what the stack says of
 * itself are consequences. A failure without a reason counts only when there is no other.
 */
export function findFirstCause(events: readonly StackEvent[]): StackEvent | undefined {
  const failed = sortOldestFirst(events).filter(isFailureOfItsOwn)
  return failed.find(({ reason }) => reason) ?? failed[0]
}

function isFailureOfItsOwn(event: StackEvent): boolean {
  if (!event.status.endsWith('_FAILED') || isOfStack(event)) return false
  return !consequences.some((pattern) => pattern.test(event.reason ?? ''))
}

/** Events of the same moment keep their order; DescribeStackEvents gives the newest first. */
function sortOldestFirst(events: readonly StackEvent[]): StackEvent[] {
  const newestFirst = (events[0]?.at.getTime() ?? 0) > (events.at(-1)?.at.getTime() ?? 0)
  const sorted = newestFirst ? [...events].reverse() : [...events]
  return sorted.sort((one, other) => one.at.getTime() - other.at.getTime())
}
