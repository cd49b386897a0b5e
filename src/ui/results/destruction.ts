import type { DestroyResult } from '../../actions/destroy.ts'
import { formatDuration } from '../duration.ts'
import { renderNextSteps } from '../error.ts'
import { formatCount } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { nameTarget } from '../target-name.ts'

/** What was deleted and, above all, whether anything is left. */
export function renderDestruction(result: DestroyResult, style: Style): string {
  const name = `${style.bold(sanitize(result.environment))} ${nameTarget(result.target)}`
  const rows = result.rows === undefined ? [] : [formatCount(result.rows, 'recorded request')]
  const deleted = [
    `Deleted ${name}${style.dim(` (${formatDuration(result.durationMs)})`)}:`,
    ...listItems([...result.deleted, ...rows]),
  ]
  if (result.leftovers.length === 0) return [...deleted, '', style.green('Nothing is left of it.')].join('\n')
  return [
    ...deleted,
    '',
    style.red(`${formatCount(result.leftovers.length, 'thing')} could not be deleted:`),
    ...listItems(result.leftovers.map(({ name }) => name)),
    ...renderNextSteps('Try:', result.nextSteps, style),
  ].join('\n')
}

function listItems(items: readonly string[]): string[] {
  return items.map((item) => `  - ${sanitize(item)}`)
}
