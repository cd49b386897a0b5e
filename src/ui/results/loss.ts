import type { Loss } from '../../targets/target.ts'
import { formatCount } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { nameTarget } from '../target-name.ts'

/** What a destroy would delete, the rows last and loudest. */
export function renderLoss(loss: Loss, style: Style): string {
  const rows =
    loss.rows === undefined
      ? 'All recorded requests; they cannot be counted now'
      : `${formatCount(loss.rows, 'recorded request')}`
  const none = loss.rows === 0
  return [
    `This deletes ${style.bold(sanitize(loss.environment))} ${nameTarget(loss.target)} for good:`,
    ...loss.items.map((item) => `  - ${sanitize(item)}`),
    `  - ${none ? rows : style.red(style.bold(rows))}`,
  ].join('\n')
}
