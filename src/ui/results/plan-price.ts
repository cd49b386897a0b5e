import type { PlannedPrice, UsagePrice } from '../../targets/target-plan.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { formatTable } from '../table.ts'
import { wrapWords } from '../wrap.ts'

const amounts = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 })
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const hourly = new Intl.NumberFormat('en-US', { minimumFractionDigits: 4, maximumFractionDigits: 4 })

/** What it would cost, line by line, then what is in no line and where the prices are from. Empty when it is free. */
export function renderPrice(price: PlannedPrice, style: Style): string {
  if (isFree(price)) return ''
  const usage = price.usage.map(describeUsage).join('; ')
  const sentences = [
    ...(price.unpriced.length > 0 ? [style.yellow(wrap(`Without a price: ${price.unpriced.join(', ')}.`, style))] : []),
    ...(usage === '' ? [] : [wrap(`Billed by use, in no total: ${usage}.`, style)]),
    ...[...price.notes, price.source.statement].map((each) => style.dim(wrap(each, style))),
  ]
  return [renderLines(price, style), ...sentences].join('\n')
}

/** The sentence that a plan is read for. A price that is not complete is called the least. */
export function summarizePrice(price: PlannedPrice): string {
  if (isFree(price)) return 'Costs nothing.'
  const { currency, perMonth, afterOneHour } = price
  const about = price.unpriced.length > 0 ? 'at least' : 'about'
  return `Costs ${about} ${cents.format(perMonth)} ${currency} a month, ${cents.format(afterOneHour)} ${currency} if destroyed after one hour.`
}

/** `about 0.06 USD an hour`; empty when it costs nothing or nobody knows. */
export function describeHour(price: PlannedPrice | undefined): string {
  if (price === undefined || isFree(price)) return ''
  const about = price.unpriced.length > 0 ? 'at least' : 'about'
  return `${about} ${cents.format(price.perHour)} ${price.currency} an hour`
}

function renderLines({ lines, perHour, perMonth, currency, unpriced }: PlannedPrice, style: Style): string {
  const total = [unpriced.length > 0 ? 'Total, at least' : 'Total', hourly.format(perHour), cents.format(perMonth)]
  const table = formatTable(
    [
      { heading: 'COSTS AT REST', shrinkTo: 16 },
      { heading: `${currency}/HOUR`, align: 'right' },
      { heading: `${currency}/MONTH`, align: 'right' },
    ],
    [...lines.map((line) => [line.name, hourly.format(line.perHour), cents.format(line.perMonth)]), total],
    style,
  )
  const rows = table.split('\n')
  return [...rows.slice(0, -1), style.bold(rows.at(-1) ?? '')].join('\n')
}

function describeUsage({ name, amount, per, terms }: UsagePrice): string {
  if (amount === undefined) return terms === undefined ? name : `${name} (${terms})`
  return `${name} ${amounts.format(amount)} per ${per ?? 'unit'}`
}

function isFree({ lines, usage, unpriced }: PlannedPrice): boolean {
  return lines.length + usage.length + unpriced.length === 0
}

function wrap(text: string, style: Style): string {
  return wrapWords(sanitize(text), style.width)
}
