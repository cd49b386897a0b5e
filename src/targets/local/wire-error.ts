import { type ExitCode, UserError } from '../../errors.ts'

/** An error on its way from the background process to the command. */
export interface WireError {
  name: string
  message: string
  nextSteps?: readonly [string, ...string[]]
  exitCode?: ExitCode
}

/** Any error as plain data. What is not a UserError keeps its name and sentence, and nothing else. */
export function toWireError(error: unknown): WireError {
  if (error instanceof UserError) {
    const { name, message, nextSteps, exitCode } = error
    return { name, message, nextSteps, exitCode }
  }
  return error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: `${error}` }
}

/** The error on the other side; one without next steps points at the log. */
export function fromWireError(wire: WireError, logFile: string): UserError {
  return new UserError({
    name: wire.name,
    message: wire.message,
    nextSteps: wire.nextSteps ?? [`See ${logFile}`],
    ...(wire.exitCode === undefined ? {} : { exitCode: wire.exitCode }),
  })
}
