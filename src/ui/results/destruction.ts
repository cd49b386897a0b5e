import type { DestroyResult } from '../../actions/destroy.ts'
import type { Leftover, Receipt } from '../../targets/target-destruction.ts'
import { formatDuration } from '../duration.ts'
import { renderNextSteps } from '../error.ts'
import { renderField, renderItems } from '../field.ts'
import { aboutMoney } from '../money.ts'
import { formatCount } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { nameTarget } from '../target-name.ts'
import { wrapText } from '../wrap.ts'

/** What was deleted and, above all, whether anything is left and goes on to cost. */
export function renderDestruction(result: DestroyResult, style: Style): string {
  const name = `${style.bold(sanitize(result.environment))} ${nameTarget(result.target)}`
  const rows = result.rows === undefined ? [] : [formatCount(result.rows, 'recorded request')]
  const items = [...result.deleted, ...rows]
  const time = style.dim(` (${formatDuration(result.durationMs)})`)
  const deleted =
    items.length === 0
      ? [`Nothing of ${name} was deleted${time}.`]
      : [`Deleted ${result.rowsLeft ? 'of ' : ''}${name}${time}:`, ...renderItems(items, style)]
  const sections = [
    deleted,
    renderKept(result.kept ?? [], style),
    result.leftovers.length > 0 ? renderLeftovers(result, style) : [style.green(describeNothing(result))],
    result.receipt ? [renderReceipt(result.receipt, style)] : [],
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function renderKept(kept: readonly Leftover[], style: Style): string[] {
  return kept.length === 0 ? [] : ['Kept, as you asked:', ...kept.flatMap((each) => renderLeftover(each, style))]
}

function renderLeftovers({ leftovers, nextSteps, target }: DestroyResult, style: Style): string[] {
  // On AWS some of it is left on purpose, until --sweep asks for it.
  const are = leftovers.length === 1 ? 'is' : 'are'
  const rest = target === 'local' ? 'could not be deleted:' : `${are} left of it:`
  return [
    style.red(`${formatCount(leftovers.length, 'thing')} ${rest}`),
    ...leftovers.flatMap((each) => renderLeftover(each, style)),
    ...renderNextSteps('Try:', nextSteps, style),
  ]
}

/** The command stands alone on its line and is never broken, so that it can be copied. */
function renderLeftover({ name, billed, perMonth, removeWith }: Leftover, style: Style): string[] {
  const price = perMonth === undefined ? '' : `, ${aboutMoney(perMonth)} a month`
  const paid = billed ? ` (billed${price})` : ''
  return [
    renderField('  -', `${name}${paid}`, 4, style, billed ? style.red : undefined),
    ...(removeWith === undefined ? [] : [`    ${style.cyan(sanitize(removeWith))}`]),
  ]
}

function describeNothing({ kept = [] }: DestroyResult): string {
  return kept.length > 0 ? 'Nothing else is left of it.' : 'Nothing is left of it.'
}

function renderReceipt(receipt: Receipt, style: Style): string {
  const { seconds, cost, perMonthNow, incomplete } = receipt
  const ran = `It ran for ${formatDuration(seconds * 1000)} and cost ${aboutMoney(cost.amount)}; ${describeNow(receipt)}.`
  const paint = perMonthNow > 0 || incomplete ? style.red : style.green
  return [paint(wrapText(ran, style.width)), style.dim(wrapText(sanitize(cost.source.statement), style.width))].join(
    '\n',
  )
}

function describeNow({ perMonthNow, incomplete }: Receipt): string {
  if (perMonthNow === 0) return incomplete ? 'what it costs now is not known' : 'now it costs nothing'
  return `now it costs ${aboutMoney(perMonthNow)} a month${incomplete ? ', and what is not known' : ''}`
}
