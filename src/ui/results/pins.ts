import type { PinsResult } from '../../actions/pins.ts'
import type { ExplainedStatement, PinAdvice, PinnedStatement } from '../../targets/target.ts'
import { renderNextSteps } from '../error.ts'
import { formatCount } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { truncate } from '../truncate.ts'
import { wrapWords } from '../wrap.ts'

const labelWidth = 10

/** Statement by statement: whether it pins, why, how often, which clients, and what to change. */
export function renderPins(result: PinsResult, style: Style): string {
  const sections =
    result.source === 'sql'
      ? result.statements.map((statement) => renderStatement(statement, style))
      : result.pins.map((pin) => renderPinned(pin, style))
  if (sections.length === 0) sections.push(style.green('No session was pinned.'))
  return [...sections, renderNextSteps('Next:', result.nextSteps, style).join('\n')].filter(Boolean).join('\n\n')
}

function renderStatement({ digest, advice }: ExplainedStatement, style: Style): string {
  if (!advice) return `${style.green('does not pin')}  ${renderDigest(digest, 14, style)}`
  return [`${style.yellow('pins')}  ${renderDigest(digest, 6, style)}`, ...renderAdvice(advice, style)].join('\n')
}

function renderPinned(pin: PinnedStatement, style: Style): string {
  const count = `${formatCount(pin.count, 'session')} pinned`
  return [
    `${style.yellow(count)}  ${renderDigest(pin.digest, count.length + 2, style)}`,
    ...renderAdvice(pin, style),
    renderLine('Clients:', pin.clients.map(sanitize).join(', '), style),
  ].join('\n')
}

function renderDigest(digest: string, indent: number, style: Style): string {
  const text = digest === '' ? '(a command without SQL text)' : sanitize(digest)
  return style.bold(truncate(text, Math.max(20, style.width - indent), style))
}

function renderAdvice({ reason, explanation, change }: PinAdvice, style: Style): string[] {
  return [renderLine('Why:', `${explanation} (${reason})`, style), renderLine('Change:', change, style)]
}

function renderLine(label: string, text: string, style: Style): string {
  const wrapped = wrapWords(sanitize(text), Math.max(20, style.width - labelWidth - 2))
  return `  ${style.dim(label.padEnd(labelWidth))}${wrapped.replaceAll('\n', `\n${' '.repeat(labelWidth + 2)}`)}`
}
