import { estimatePrice } from '../../../estimates/prices.ts'
import type { Template } from '../../../estimates/template.ts'
import type { CostSoFar } from '../../target.ts'

const HOUR_MS = 3_600_000

/**
 * About what the resources of a template have cost between two moments, up to the next cent. What is billed by use is
 * not in it.
 */
export function estimateCost(template: Template, region: string, from: Date, to: Date): CostSoFar {
  const { perHour, source } = estimatePrice(template, region)
  const hours = Math.max(0, to.getTime() - from.getTime()) / HOUR_MS
  // So that less is never shown than is billed; a fraction of a cent that is due to the arithmetic does not count.
  const amount = Math.ceil(Number((perHour * hours * 100).toFixed(6))) / 100
  return { currency: 'USD', amount, since: from.toISOString(), source }
}

/** When the month of a moment began, by the clock that AWS bills by. */
export function findMonthStart(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
}
