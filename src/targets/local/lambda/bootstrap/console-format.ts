import { format } from 'node:util'

const levels = { debug: 'DEBUG', error: 'ERROR', info: 'INFO', log: 'INFO', trace: 'TRACE', warn: 'WARN' } as const

/**
 * Makes the function's console write as on Lambda: time, request id, level and text, separated by tabs. Source: Lambda
 * developer guide, "Log and monitor Node.js Lambda functions".
 */
export function formatConsole(console: Console, currentRequestId: () => string | undefined): void {
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, {
      [method]: (...values: unknown[]) => writeLine(currentRequestId(), level, format(...values)),
    })
  }
}

/** Writes one line as the runtime does. Pipes are written synchronously, so a line is never lost to an exit. */
export function writeLine(requestId: string | undefined, level: string, text: string): void {
  process.stdout.write(`${new Date().toISOString()}\t${requestId ?? 'undefined'}\t${level}\t${text}\n`)
}
