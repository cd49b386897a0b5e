import type { Leftover, Receipt } from '../../target.ts'
import { estimateCost } from '../operate/cost-so-far.ts'
import { type Inventory, wasMade } from './inventory.ts'

/**
 * How long an environment ran and about what that cost; undefined when it never ran or its template is not known.
 * @param end when it was gone
 * @param remaining leftovers and what was kept
 */
export function writeReceipt(
  { stack, template }: Pick<Inventory, 'stack' | 'template'>,
  region: string,
  end: Date,
  remaining: readonly Leftover[],
): Receipt | undefined {
  if (template === undefined || !wasMade(stack)) return undefined
  const perMonth = remaining.reduce((sum, each) => sum + (each.perMonth ?? 0), 0)
  return {
    since: stack.createdAt.toISOString(),
    seconds: Math.max(0, Math.round((end.getTime() - stack.createdAt.getTime()) / 1000)),
    cost: estimateCost(template, region, stack.createdAt, end),
    perMonthNow: Math.round(perMonth * 100) / 100,
  }
}
