import { ExitCode } from '../errors.ts'
import type { ErrorReport } from './error-report.ts'
import { sanitize } from './sanitize.ts'
import type { Style } from './style.ts'

/**
 * An error for people: one sentence, then what to type. The message may quote what came from outside, so it is made
 * safe to print.
 */
export function renderError(report: ErrorReport, style: Style): string {
  const message = sanitize(report.message)
  if (report.exitCode === ExitCode.declined || report.exitCode === ExitCode.interrupted) return style.yellow(message)
  return [`${style.red(style.bold('Error:'))} ${message}`, ...renderNextSteps('Try:', report.nextSteps, style)].join(
    '\n',
  )
}

/** Next steps behind a heading: one on the same line, several below each other and aligned. */
export function renderNextSteps(heading: string, steps: readonly string[], style: Style): string[] {
  const indent = ' '.repeat(heading.length)
  return steps.map((step, index) => `${index === 0 ? style.bold(heading) : indent} ${style.cyan(sanitize(step))}`)
}

/** What is added when RDS_PROXY_WEBHOOK_DEBUG is set: where it happened, and what caused it. */
export function renderDebug(error: unknown, style: Style): string {
  const lines: string[] = []
  for (let each: unknown = error; each instanceof Error && lines.length < 200; each = each.cause) {
    if (lines.length > 0) lines.push('caused by')
    lines.push(...(each.stack ?? each.message).split('\n').map(sanitize))
  }
  return style.dim(lines.join('\n'))
}
