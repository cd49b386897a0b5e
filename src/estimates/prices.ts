import type { PlannedPrice, PriceLine } from '../targets/target-plan.ts'
import type { AskedPrices } from './asked-prices.ts'
import { round, roundUpToCent, sum } from './money.ts'
import { listNotes } from './price-notes.ts'
import { describeSource } from './price-source.ts'
import { freeKinds, hoursPerMonth, kindsBilledByUse } from './price-table.ts'
import { type PricedPart, priceManagedSecrets, pricings } from './priced-parts.ts'
import type { PricedUsage } from './priced-usage.ts'
import { Rates } from './rates.ts'
import { listOfType, type Template } from './template.ts'
import { listUsagePrices } from './usage-prices.ts'

/**
 * What the resources of a template would cost in a region: by AWS's price list where it was asked, else by the
 * program's own table. US dollars before tax, an hour to four decimals and a month of 730 hours to cents. What nobody
 * has a price for is named in `unpriced` and counts as nothing, so that the totals are then a lower bound.
 */
export function estimatePrice(template: Template, region: string, asked?: AskedPrices): PlannedPrice {
  const rates = new Rates(asked?.region === region ? asked : undefined)
  const parts = listParts(template, rates)
  const lines = parts.flatMap(roundPart)
  const perHour = sum(
    lines.map((line) => line.perHour),
    4,
  )
  return {
    currency: 'USD',
    lines,
    perHour,
    perMonth: sum(
      lines.map((line) => line.perMonth),
      2,
    ),
    afterOneHour: roundUpToCent(perHour),
    usage: listUsagePrices(template, rates),
    unpriced: [...parts.filter((part) => part.perHour === undefined).map(({ name }) => name), ...listUnknown(template)],
    notes: listNotes(template, rates),
    // Last: it tells of all that was looked for.
    source: describeSource(region, rates),
  }
}

/** What AWS would have to be asked for, to estimate a template with its own prices. */
export function listPricedUsages(template: Template): PricedUsage[] {
  const rates = new Rates()
  listParts(template, rates)
  listUsagePrices(template, rates)
  listNotes(template, rates)
  return rates.wanted
}

function listParts(template: Template, rates: Rates): PricedPart[] {
  const ofTemplate = Object.entries(pricings).flatMap(([type, price]) => {
    const resources = listOfType(template, type)
    return resources.length > 0 ? price(resources, template, rates) : []
  })
  return [...ofTemplate, ...priceManagedSecrets(template, rates)]
}

/** Kinds that nobody has decided on yet: better named than silently free. */
function listUnknown(template: Template): string[] {
  const kinds = new Set(Object.values(template.Resources ?? {}).map(({ Type }) => Type))
  return [...kinds].filter((kind) => !(kind in pricings) && !freeKinds.has(kind) && !kindsBilledByUse.has(kind))
}

function roundPart({ name, perHour }: PricedPart): PriceLine[] {
  return perHour === undefined
    ? []
    : [{ name, perHour: round(perHour, 4), perMonth: round(perHour * hoursPerMonth, 2) }]
}
