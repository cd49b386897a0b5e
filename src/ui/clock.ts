/** Time and timers, so that tests need not wait. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number
  /** Milliseconds since 1970, to be compared with the times that services give. */
  epoch(): number
  /** Calls `work` every so many milliseconds until the returned function is called. Keeps no process alive. */
  every(milliseconds: number, work: () => void): () => void
}

/** The time of this computer. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  every(milliseconds, work) {
    const timer = setInterval(work, milliseconds).unref()
    return () => clearInterval(timer)
  },
}
