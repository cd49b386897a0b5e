import type { EventName, Events } from '../events.ts'
import type { ErrorReport } from './error-report.ts'
import { renderWarning } from './message-line.ts'
import type { ProgressRenderer } from './progress.ts'
import type { Style } from './style.ts'

/** Beside a JSON document only warnings are said; progress is for people. */
export function createSilentRenderer(write: (line: string) => void, style: Style): ProgressRenderer {
  return {
    drawing: false,
    show<Name extends EventName>(name: Name, data: Events[Name]) {
      if (name === 'warned') write(renderWarning(data as Events['warned'], style))
    },
    async pause() {},
    async close() {},
  }
}

/** A result as the one document on stdout. */
export function writeJsonDocument(result: unknown): string {
  return `${escapeControls(JSON.stringify(result, null, 2) ?? 'null')}\n`
}

/** An error as the one document on stdout: `{ "error": { "name", "message", "nextSteps", "exitCode" } }`. */
export function writeJsonError(report: ErrorReport): string {
  const { name, message, nextSteps, exitCode } = report
  return writeJsonDocument({ error: { name, message, nextSteps, exitCode } })
}

/** JSON lets DEL and the C1 controls stand, and a terminal obeys them. */
function escapeControls(json: string): string {
  return json.replace(/[\u007f-\u009f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)
}
