import type { OperationTracker } from './operation-tracker.ts'

/** Of how many resources how many are done. `total` is 0 when it is not known. */
export interface ProgressCount {
  finished: number
  total: number
}

/**
 * Counts what an operation has done. A rollback counts down: what was done and is undone again counts no more, so that
 * a create that failed ends with 0.
 * @param expected how many resources it is about; absent: not known
 */
export function countProgress(tracker: OperationTracker, expected?: number): ProgressCount {
  const { direction, forward } = tracker
  const known = expected === undefined ? 0 : Math.max(expected, forward.size)
  if (direction === 'roll-back') return { finished: countStanding(tracker), total: known || forward.size }
  return { finished: countDone(tracker), total: known }
}

/** What an update removes is deleted while it cleans up; what it has replaced counts once. */
function countDone({ resources, forward }: OperationTracker): number {
  const done = [...forward.values(), ...[...resources.values()].filter(({ part }) => part === 'cleanup')]
  return new Set(done.filter((each) => each.done).map(({ id }) => id)).size
}

function countStanding({ resources, forward }: OperationTracker): number {
  const made = [...forward.values()].filter((each) => each.done)
  const isUndone = (id: string) => resources.get(id)?.part === 'back' && resources.get(id)?.state === 'finished'
  return made.filter(({ id }) => !isUndone(id)).length
}
