import type { Loss } from '../../targets/target-destruction.ts'
import { renderItems } from '../field.ts'
import { describeCost } from '../money.ts'
import { formatCount } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { nameTarget } from '../target-name.ts'
import { wrapText } from '../wrap.ts'

/** What a destroy would delete, the rows last and loudest, and what it has cost. */
export function renderLoss(loss: Loss, style: Style): string {
  const rows =
    loss.rows === undefined
      ? 'All recorded requests; they cannot be counted now'
      : `${formatCount(loss.rows, 'recorded request')}`
  const none = loss.rows === 0
  return [
    `This deletes ${style.bold(sanitize(loss.environment))} ${nameTarget(loss.target)} for good:`,
    ...renderItems(loss.items, style),
    `  - ${none ? rows : style.red(style.bold(rows))}`,
    ...(loss.costSoFar ? [wrapText(sanitize(`It has cost ${describeCost(loss.costSoFar)}.`), style.width)] : []),
    ...(loss.costSoFar ? [style.dim(wrapText(sanitize(loss.costSoFar.source.statement), style.width))] : []),
  ].join('\n')
}
