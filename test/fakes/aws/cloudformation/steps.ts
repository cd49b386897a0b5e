/** One piece of a larger operation. */
export interface Step {
  id: string
  /** Ids of steps that have to be over first; ids that are no step here do not count. */
  after: readonly string[]
  /** Begins it. @returns what stops it, called when the operation is given up */
  start(end: (succeeded: boolean) => void): () => void
}

export interface StepsResult {
  /** Ids of the steps that failed, in the order in which they did. */
  failed: string[]
  /** Ids of those that were stopped while they ran. */
  stopped: string[]
}

/**
 * Runs steps, each as soon as those before it are done. A step after one that failed is never begun.
 *
 * @param giveUp whether the first failure stops all that runs
 * @returns what gives the whole up: what runs is stopped, and `finish` is called
 */
export function runSteps(
  steps: readonly Step[],
  finish: (result: StepsResult) => void,
  { giveUp }: { giveUp: boolean },
): () => void {
  const waiting = new Map(steps.map((step) => [step.id, step]))
  const running = new Map<string, () => void>()
  const done = new Set<string>()
  const result: StepsResult = { failed: [], stopped: [] }
  const ids = new Set(steps.map(({ id }) => id))
  let over = false

  const isReady = ({ after }: Step) => after.every((id) => !ids.has(id) || done.has(id))
  const conclude = () => {
    if (over) return
    over = true
    finish(result)
  }
  const stop = () => {
    if (over) return
    for (const [id, stopOne] of [...running]) {
      result.stopped.push(id)
      stopOne()
    }
    running.clear()
    waiting.clear()
    conclude()
  }
  const endStep = (id: string, succeeded: boolean) => {
    if (over || done.has(id)) return
    running.delete(id)
    if (succeeded) done.add(id)
    else result.failed.push(id)
    if (!succeeded && giveUp) stop()
    else goOn()
  }
  const goOn = () => {
    for (const step of [...waiting.values()].filter(isReady)) {
      if (over || !waiting.delete(step.id)) continue
      let ended = false
      running.set(step.id, () => {})
      const stopOne = step.start((succeeded) => {
        ended = true
        endStep(step.id, succeeded)
      })
      if (!ended && !over) running.set(step.id, stopOne)
    }
    if (running.size === 0) conclude()
  }
  goOn()
  return stop
}
