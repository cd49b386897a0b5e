import type { Leftover, Receipt } from '../../target-destruction.ts'
import type { AwsEnvironment } from '../environment.ts'
import { estimateCost } from '../operate/cost-so-far.ts'
import { type Inventory, priceInventory, wasMade } from './inventory.ts'

/**
 * How long an environment ran and about what that cost; undefined when it never ran or its template is not known.
 * @param end when it was gone
 * @param remaining leftovers and what was kept
 */
export function writeReceipt(
  env: Pick<AwsEnvironment, 'region'>,
  inventory: Pick<Inventory, 'stack' | 'template' | 'prices'>,
  end: Date,
  remaining: readonly Leftover[],
): Receipt | undefined {
  const { stack } = inventory
  const price = priceInventory(env, inventory)
  if (price === undefined || !wasMade(stack)) return undefined
  const perMonth = remaining.reduce((sum, each) => sum + (each.perMonth ?? 0), 0)
  const isIncomplete = remaining.some((each) => each.billed && each.perMonth === undefined)
  return {
    since: stack.createdAt.toISOString(),
    // This computer's clock may be behind AWS's.
    seconds: Math.max(1, Math.round((end.getTime() - stack.createdAt.getTime()) / 1000)),
    cost: estimateCost(price, stack.createdAt, end),
    perMonthNow: Math.round(perMonth * 100) / 100,
    ...(isIncomplete ? { incomplete: true } : {}),
  }
}
