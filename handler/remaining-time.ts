/** Milliseconds that are left for the work; may be negative. */
export type Remaining = () => number

/** Time kept back to answer in: an answer that says 503 is better than the time-out of the function. */
const reserve = 500

/** What is left of the function's own time limit. */
export function readRemainingTime(context: { getRemainingTimeInMillis(): number }): Remaining {
  return () => context.getRemainingTimeInMillis() - reserve
}
