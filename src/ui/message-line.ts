import type { Events } from '../events.ts'
import { sanitize } from './sanitize.ts'
import type { Style } from './style.ts'
import { wrapText } from './wrap.ts'

/** Something worth knowing, broken between words where the terminal is narrower. */
export function renderNotice(notice: Events['noticed'], style: Style): string {
  return renderMessage('Note:', notice.message, style, style.cyan)
}

/** Something worth acting on; its next step stands below it. */
export function renderWarning(warning: Events['warned'], style: Style): string {
  const line = renderMessage('Warning:', warning.message, style, style.yellow)
  return warning.nextStep === undefined ? line : `${line}\n         ${style.cyan(sanitize(warning.nextStep))}`
}

function renderMessage(heading: string, message: string, style: Style, paint: (text: string) => string): string {
  return paint(heading) + wrapText(`${heading} ${sanitize(message)}`, style.width).slice(heading.length)
}
