/** One piece of work, by what it has to wait for. */
export interface Task {
  id: string
  seconds: number
  /** Ids of tasks; ids that are no task are ignored. */
  needs: readonly string[]
}

export interface ScheduledTask extends Task {
  /** Seconds after the beginning. */
  startsAt: number
  endsAt: number
}

/**
 * When each task starts if all start as soon as what they need is there, as CloudFormation does it. In the order in
 * which they were given. @throws Error when tasks wait for each other in a circle.
 */
export function scheduleTasks(tasks: readonly Task[]): ScheduledTask[] {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const done = new Map<string, ScheduledTask>()
  const open = new Set<string>()

  function place(task: Task): ScheduledTask {
    const placed = done.get(task.id)
    if (placed) return placed
    if (open.has(task.id)) throw new Error(`Resources wait for each other in a circle: ${[...open].join(', ')}`)
    open.add(task.id)
    const needed = task.needs.flatMap((id) => byId.get(id) ?? []).map(place)
    open.delete(task.id)
    const startsAt = Math.max(0, ...needed.map(({ endsAt }) => endsAt))
    const scheduled = { ...task, startsAt, endsAt: startsAt + task.seconds }
    done.set(task.id, scheduled)
    return scheduled
  }

  return tasks.map(place)
}

/** The chain of tasks that decides when all is done, first to last. Of equal chains, the one that was given first. */
export function findCriticalPath(schedule: readonly ScheduledTask[]): ScheduledTask[] {
  const byId = new Map(schedule.map((task) => [task.id, task]))
  const path: ScheduledTask[] = []
  let task = findLast(schedule)
  while (task) {
    path.unshift(task)
    task = findLast(task.needs.flatMap((id) => byId.get(id) ?? []))
  }
  return path
}

function findLast(tasks: readonly ScheduledTask[]): ScheduledTask | undefined {
  return tasks.reduce<ScheduledTask | undefined>(
    (last, task) => (last && last.endsAt >= task.endsAt ? last : task),
    undefined,
  )
}
