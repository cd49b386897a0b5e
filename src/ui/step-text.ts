import { formatDuration } from './duration.ts'
import type { ShownStep, StepState } from './progress.ts'
import { sanitize } from './sanitize.ts'
import type { Style } from './style.ts'
import { measureWidth, truncate } from './truncate.ts'

/** Steps that take longer than this show for how long, so that nobody wonders whether anything happens. */
export const longStepMs = 2_000

/** A note that would be cut to fewer columns says nothing and is left out. */
const leastNote = 8

/** Title, note and time of a step within `width` columns: `Start the database  MariaDB 10.11  0.4 s`. */
export function renderStepText(step: ShownStep, elapsedMs: number, width: number, style: Style): string {
  const time = showsTime(step, elapsedMs) ? formatDuration(elapsedMs) : ''
  const title = truncate(sanitize(step.title), width, style)
  const room = width - measureWidth(title) - (time === '' ? 0 : measureWidth(time) + 2) - 2
  const safe = sanitize(step.note)
  const note = room >= leastNote || measureWidth(safe) <= room ? truncate(safe, room, style) : ''
  const painted = step.state === 'waiting' ? style.dim(title) : title
  return [painted, paintNote(note, step.state, style), style.dim(time)].filter((part) => part !== '').join('  ')
}

function showsTime(step: ShownStep, elapsedMs: number): boolean {
  if (step.state === 'running') return elapsedMs >= longStepMs
  return step.state === 'finished' || step.state === 'failed'
}

function paintNote(note: string, state: StepState, style: Style): string {
  if (note === '') return ''
  return state === 'failed' ? style.red(note) : style.dim(note)
}

/** The sign before a step that has ended. */
export function drawSign(state: StepState, style: Style): string {
  const signs = style.unicode
    ? { waiting: '·', running: '›', finished: '✔', skipped: '↓', failed: '✖' }
    : { waiting: '.', running: '>', finished: '+', skipped: '-', failed: 'x' }
  const sign = signs[state]
  if (state === 'finished') return style.green(sign)
  if (state === 'failed') return style.red(sign)
  return state === 'skipped' || state === 'running' ? style.yellow(sign) : style.dim(sign)
}
