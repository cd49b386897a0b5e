import { ExitCode } from '../errors.ts'
import type { ErrorReport } from './error-report.ts'
import { sanitize } from './sanitize.ts'
import type { Style } from './style.ts'
import { wrapText } from './wrap.ts'

/**
 * An error for people: one sentence, then what to type. The message may quote what came from outside, so it is made
 * safe to print.
 */
export function renderError(report: ErrorReport, style: Style): string {
  const message = sanitize(report.message)
  const { exitCode, nextSteps } = report
  if (exitCode === ExitCode.declined || exitCode === ExitCode.interrupted) {
    return [paintLines(message, style.width, style.yellow), ...renderNextSteps('Next:', nextSteps, style)].join('\n')
  }
  const sentence = wrapText(`Error: ${message}`, style.width).slice('Error:'.length)
  return [`${style.red(style.bold('Error:'))}${sentence}`, ...renderNextSteps('Try:', nextSteps, style)].join('\n')
}

/** Each line for itself, as a colour that goes on over the end of a line colours what stands beside it too. */
function paintLines(text: string, width: number, paint: (line: string) => string): string {
  return wrapText(text, width).split('\n').map(paint).join('\n')
}

/**
 * Next steps behind a heading: one on the same line, several below each other and aligned. They are never wrapped: a
 * line break would end up in what somebody copies.
 */
export function renderNextSteps(heading: string, steps: readonly string[], style: Style): string[] {
  const indent = ' '.repeat(heading.length)
  return steps.map((step, index) => `${index === 0 ? style.bold(heading) : indent} ${paintStep(step, style)}`)
}

/** A shell's comment behind a command is copied with it and does no harm; it is only painted as what it is. */
function paintStep(step: string, style: Style): string {
  const [command = '', ...comment] = sanitize(step).split(/(?= {2}# )/)
  return style.cyan(command) + style.dim(comment.join(''))
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
