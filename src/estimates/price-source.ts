import type { PriceSource } from '../targets/target-plan.ts'
import { priceTable } from './price-table.ts'
import type { Rates } from './rates.ts'

/** Which prices came from where, for a region. */
export function describeSource(region: string, rates: Rates): PriceSource {
  const { asked } = rates
  if (!asked || rates.fromAws.length === 0) return describeTable(region, asked?.reason)
  const own = rates.fromTable.length === 0 ? '' : ` ${describeRest(region, rates.fromTable, asked.reason)}`
  return {
    kind: 'price-list',
    date: asked.date,
    region,
    statement: `Estimate by AWS's price list for ${region}, asked on ${asked.date}.${own}`,
  }
}

function describeTable(region: string, reason: string | undefined): PriceSource {
  const { date, region: tableRegion } = priceTable
  const why = reason === undefined ? '' : `: ${reason}`
  const table = `Estimate by this program's table of ${date} for ${tableRegion}, collected second-hand; AWS was not asked${why}.`
  return { kind: 'table', date, region: tableRegion, statement: `${table}${warnOfRegion(region)}` }
}

function describeRest(region: string, names: readonly string[], reason: string | undefined): string {
  const { date, region: tableRegion } = priceTable
  const why = reason === undefined ? '' : `, as ${reason}`
  const which = `From this program's table of ${date} for ${tableRegion}: ${names.join(', ')}${why}.`
  return `${which}${warnOfRegion(region)}`
}

function warnOfRegion(region: string): string {
  if (region === priceTable.region) return ''
  return ` Prices in ${region} differ, by how much the table does not know.`
}
