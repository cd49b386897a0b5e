/** Time as the runtime and the gateway see it. Tests pass their own, so that nothing has to wait. */
export interface Clock {
  /** Milliseconds since 1970, as Date.now(). */
  now(): number
  /** Milliseconds from any fixed point that never jump, with fractions: for durations. */
  elapsed(): number
  /** Runs `work` once after `ms` milliseconds; the answer cancels it. Never keeps the process alive. */
  after(ms: number, work: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
