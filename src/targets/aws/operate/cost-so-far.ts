import type { PlannedPrice } from '../../target-plan.ts'
import type { CostSoFar } from '../../target-status.ts'

const HOUR_MS = 3_600_000

/** Milliseconds for AWS's own prices where a figure is only one among others. */
export const PRICE_PATIENCE_MS = 3_000

/**
 * About what was paid between two moments at a price by the hour, up to the next cent. What is billed by use is not in
 * it.
 */
export function estimateCost(
  { perHour, source }: Pick<PlannedPrice, 'perHour' | 'source'>,
  from: Date,
  to: Date,
): CostSoFar {
  const hours = Math.max(0, to.getTime() - from.getTime()) / HOUR_MS
  // So that less is never shown than is billed; a fraction of a cent that is due to the arithmetic does not count.
  const amount = Math.ceil(Number((perHour * hours * 100).toFixed(6))) / 100
  return { currency: 'USD', amount, since: from.toISOString(), source }
}

/** When the month of a moment began, by the clock that AWS bills by. */
export function findMonthStart(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
}
