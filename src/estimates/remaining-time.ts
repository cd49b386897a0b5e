import { scheduleTasks, type Task } from './schedule.ts'

/** A task, and how far it is. `seconds` is what it was expected to take as a whole. */
export interface OpenTask extends Task {
  /** Seconds that it has run; absent: it waits. */
  runningFor?: number
  done: boolean
}

/** What runs longer than expected is expected to run for this share of its time more. */
const overdueShare = 0.1

/**
 * Seconds until all tasks are done, along the critical path of what is left: what is done takes no more time, what
 * runs takes the rest of its time. @throws Error when tasks wait for each other in a circle
 */
export function estimateRemaining(tasks: readonly OpenTask[]): number {
  const left = tasks.map((task) => ({ ...task, seconds: findRest(task) }))
  return Math.max(0, ...scheduleTasks(left).map(({ endsAt }) => endsAt))
}

function findRest({ seconds, runningFor, done }: OpenTask): number {
  if (done) return 0
  if (runningFor === undefined) return seconds
  return Math.max(seconds - runningFor, runningFor * overdueShare)
}
