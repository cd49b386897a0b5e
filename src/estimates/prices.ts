import type { PlannedPrice, PriceLine } from '../targets/target.ts'
import { freeKinds, hoursPerMonth, kindsBilledByUse, priceTable } from './price-table.ts'
import { type PricedPart, priceManagedSecrets, pricings } from './priced-parts.ts'
import { isOn, listOfType, type Template } from './template.ts'
import { listUsagePrices } from './usage-prices.ts'

/**
 * What the resources of a template would cost in a region, by the program's own price table. US dollars before tax,
 * an hour to four decimals and a month of 730 hours to cents. What the table does not know is named in `unpriced`
 * and counts as nothing, so that the totals are then a lower bound.
 */
export function estimatePrice(template: Template, region: string): PlannedPrice {
  const parts = listParts(template)
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
    usage: listUsagePrices(template),
    unpriced: [...parts.filter((part) => part.perHour === undefined).map(({ name }) => name), ...listUnknown(template)],
    source: describeSource(region),
    notes: listNotes(template),
  }
}

function listParts(template: Template): PricedPart[] {
  const ofTemplate = Object.entries(pricings).flatMap(([type, price]) => {
    const resources = listOfType(template, type)
    return resources.length > 0 ? price(resources, template) : []
  })
  return [...ofTemplate, ...priceManagedSecrets(template)]
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

function describeSource(region: string): PlannedPrice['source'] {
  const { date, region: tableRegion } = priceTable
  const table = `Estimate by this program's table of ${date} for ${tableRegion}, collected second-hand; AWS was not asked.`
  const other = region === tableRegion ? '' : ` Prices in ${region} differ, by how much the table does not know.`
  return { kind: 'table', date, region: tableRegion, statement: `${table}${other}` }
}

function listNotes(template: Template): string[] {
  const instances = listOfType(template, 'AWS::RDS::DBInstance')
  const notes: string[] = []
  if (listOfType(template, 'AWS::CloudWatch::Alarm').length > 0) {
    notes.push(`The first ${priceTable.freeAlarmMetrics} alarm metrics of an account are free; all are counted here.`)
  }
  if (instances.some((instance) => isOn(instance, 'MultiAZ')) && listOfType(template, 'AWS::RDS::DBProxy').length > 0) {
    notes.push("RDS Proxy is counted by the vCPUs of the instance without its standby's.")
  }
  if (instances.some(({ DeletionPolicy }) => DeletionPolicy === 'Snapshot')) {
    notes.push(
      `Deleting the stack leaves a final snapshot: ${priceTable.backupPerMonth} USD per GiB-month until it is deleted too.`,
    )
  }
  return notes
}

function sum(amounts: number[], decimals: number): number {
  return round(
    amounts.reduce((total, amount) => total + amount, 0),
    decimals,
  )
}

/** Half a unit goes up, also where the binary number lies a hair below (1.005 is 1.00499999999999989...). */
function round(amount: number, decimals: number): number {
  const scale = 10 ** decimals
  return Math.round(amount * scale + 1e-9) / scale
}

/** So that less is never promised than is billed. */
function roundUpToCent(amount: number): number {
  return Math.ceil(round(amount * 100, 6)) / 100
}
