import { setTimeout as sleep } from 'node:timers/promises'

/** Time, as tests may set it. */
export interface Clock {
  /** Milliseconds since some fixed point. */
  now(): number
  sleep(ms: number): Promise<void>
}

export const systemClock: Clock = { now: () => performance.now(), sleep: (ms) => sleep(ms) }
