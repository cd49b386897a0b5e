/** Time as the proxy sees it, so that tests can turn the hands. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. May have fractions. */
  now(): number
  /** Milliseconds since 1970, for log lines. */
  wallTime(): number
  /** Runs `callback` once after `milliseconds`; the returned function prevents it. */
  schedule(milliseconds: number, callback: () => void): () => void
}

/** The time of this computer. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  schedule(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds)
    return () => clearTimeout(timer)
  },
}
