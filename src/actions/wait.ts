import { setTimeout as sleep } from 'node:timers/promises'

/** Waits some milliseconds, or less when the signal is aborted; never throws. Tests pass one that does not wait. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>

/** Milliseconds on a clock that only moves forward; the origin does not matter. */
export type Now = () => number

/** The real {@link Wait}. An abort ends it early; the caller looks at the signal. */
export const waitFor: Wait = async (ms, signal) => {
  if (signal?.aborted) return
  try {
    await sleep(ms, undefined, signal ? { signal } : {})
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

/** The real {@link Now}. */
export const monotonicNow: Now = () => performance.now()
