import type { PricedUsage } from '../../../../estimates/priced-usage.ts'
import { Rates } from '../../../../estimates/rates.ts'
import type { Inventory } from '../inventory.ts'

/**
 * What so many units of something cost a month, by AWS's own prices where they are known.
 * @param units GiB, secrets, ... or hours of a month
 */
export function priceLeftover(
  { prices }: Pick<Inventory, 'prices'>,
  usage: PricedUsage,
  units: number,
): { perMonth?: number } {
  const price = new Rates(prices).find(usage)
  return price === undefined ? {} : { perMonth: Math.round(units * price * 100) / 100 }
}
