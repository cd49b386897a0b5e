import { setTimeout as sleep } from 'node:timers/promises'

/** How time passes for what looks at AWS again and again. Tests pass one that does not wait. */
export interface Pace {
  /** Milliseconds since 1970. */
  now(): number
  /** Waits some milliseconds, or less when the signal is aborted; never throws. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
}

export const realPace: Pace = {
  now: Date.now,
  wait: async (ms, signal) => {
    if (signal?.aborted) return
    try {
      await sleep(ms, undefined, signal ? { signal } : {})
    } catch (error) {
      if (!signal?.aborted) throw error
    }
  },
}
