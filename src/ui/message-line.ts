import type { Events } from '../events.ts'
import { sanitize } from './sanitize.ts'
import type { Style } from './style.ts'

/** Something worth knowing, as one line. */
export function renderNotice(notice: Events['noticed'], style: Style): string {
  return `${style.cyan('Note:')} ${sanitize(notice.message)}`
}

/** Something worth acting on; its next step stands below it. */
export function renderWarning(warning: Events['warned'], style: Style): string {
  const line = `${style.yellow('Warning:')} ${sanitize(warning.message)}`
  return warning.nextStep === undefined ? line : `${line}\n         ${style.cyan(sanitize(warning.nextStep))}`
}
