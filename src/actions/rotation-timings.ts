/** Durations of a rotation, all in milliseconds. */
export interface RotationTimings {
  /** What each sender of the load rests between two requests. */
  restMs: number
  /** After this long without a byte a request of the load has failed. */
  requestTimeoutMs: number
  /** How long the load may take to be answered well before the rotation begins. */
  warmUpLimitMs: number
  /** First pause between two looks at the secret's versions; grows up to 2 s. */
  pollMs: number
  /** How long AWSCURRENT may take to move. */
  rotationLimitMs: number
  /** How long the load goes on after AWSCURRENT has moved. */
  tailMs: number
  /** How long the proxy may take to refuse the old password and accept the new one. */
  proofLimitMs: number
}

/**
 * Four senders that rest 50 ms each make some 70 requests a second: enough to see a gap of a few dozen milliseconds,
 * and far below the throttling limits. A rotation on AWS takes seconds to a minute.
 */
export const DEFAULT_TIMINGS: RotationTimings = {
  restMs: 50,
  requestTimeoutMs: 35_000,
  warmUpLimitMs: 30_000,
  pollMs: 100,
  rotationLimitMs: 300_000,
  tailMs: 1_000,
  proofLimitMs: 30_000,
}

const LONGEST_POLL_MS = 2_000

/** The pause after this one, when a thing is waited for. */
export function lengthenPause(ms: number): number {
  return Math.min(ms * 1.5, LONGEST_POLL_MS)
}
