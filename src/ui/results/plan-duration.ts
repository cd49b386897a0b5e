import type { PlannedDuration, PlannedStep } from '../../targets/target-plan.ts'
import { formatDuration } from '../duration.ts'
import { describeKind } from '../resource-kinds.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { formatTable } from '../table.ts'
import { wrapWords } from '../wrap.ts'

/** What the time goes into: the resources that wait for each other, and the slow ones beside them. */
export function renderDuration(duration: PlannedDuration, style: Style): string {
  const steps = [
    ...duration.criticalPath.map((step) => ({ ...step, path: 'critical' })),
    ...duration.beside.map((step) => ({ ...step, path: 'parallel' })),
  ].sort((one, other) => one.startsAt - other.startsAt)
  if (steps.length < 2) return ''
  const table = formatTable(
    [
      { heading: 'TIME GOES INTO', shrinkTo: 14 },
      { heading: 'TAKES', align: 'right' },
      { heading: 'PATH' },
      { heading: 'FIGURE' },
    ],
    steps.map((step) => [nameResource(step), formatTime(step.seconds), step.path, step.figure]),
    style,
  )
  const sentences = [...duration.notes, duration.statement]
  return [table, ...sentences.map((each) => style.dim(wrapWords(sanitize(each), style.width)))].join('\n')
}

/** How long until it is ready, with the range when there is one, in whole minutes. */
export function summarizeDuration({ seconds, atLeast, atMost }: PlannedDuration): string {
  const about = `Ready in about ${roundTime(seconds)}`
  if (atLeast === atMost) return `${about}.`
  return `${about}; ${roundTime(atLeast)} to ${roundTime(atMost)} is possible.`
}

/** Nobody believes an estimate to the second. */
function roundTime(seconds: number): string {
  return formatTime(seconds < 60 ? seconds : Math.round(seconds / 60) * 60)
}

/** Whole seconds: tenths would promise too much. */
function formatTime(seconds: number): string {
  return seconds < 60 ? `${Math.round(seconds)} s` : formatDuration(seconds * 1000)
}

/** What it is; on the local target its name says that. */
function nameResource({ resource, kind }: PlannedStep): string {
  return kind.startsWith('AWS::') ? describeKind(kind).noun : resource
}
