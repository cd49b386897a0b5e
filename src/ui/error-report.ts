import { Declined, ExitCode, Fault, Interrupted, UserError } from '../errors.ts'

/** Any thrown thing, as text and JSON show it. */
export interface ErrorReport {
  /** PascalCase, stable. */
  name: string
  message: string
  nextSteps: string[]
  exitCode: ExitCode
}

export interface ErrorSurroundings {
  /** Where the program wrote what it did, if it did. */
  logFile?: string
}

/** Turns anything thrown into what the user is told: never a stack trace, always a way on. */
export function describeError(error: unknown, surroundings: ErrorSurroundings = {}): ErrorReport {
  if (error instanceof UserError) {
    return { name: error.name, message: error.message, nextSteps: [...error.nextSteps], exitCode: error.exitCode }
  }
  if (error instanceof Declined) return describeEnd(error, 'Nothing was changed.', ExitCode.declined)
  if (error instanceof Interrupted) {
    return { ...describeEnd(error, 'Interrupted.', ExitCode.interrupted), nextSteps: [...error.nextSteps] }
  }
  return describeFault(error, surroundings.logFile)
}

function describeEnd(error: Error, otherwise: string, exitCode: ExitCode): ErrorReport {
  return { name: error.name, message: error.message || otherwise, nextSteps: [], exitCode }
}

function describeFault(error: unknown, logFile: string | undefined): ErrorReport {
  const reason = error instanceof Error ? error.message : String(error)
  const sentence = reason.split('\n')[0]?.replace(/\.$/, '') || 'no reason given'
  return {
    name: error instanceof Error && !(error instanceof Fault) ? 'UnexpectedError' : 'Fault',
    message: `Something went wrong inside rds-proxy-webhook: ${sentence}.`,
    nextSteps: [
      ...(logFile === undefined ? [] : [`Read ${logFile}`]),
      'Run it again with RDS_PROXY_WEBHOOK_DEBUG=1 to see where it happened',
      'This is a mistake of the program: please report it with that output and `rds-proxy-webhook --version`',
    ],
    exitCode: ExitCode.failed,
  }
}
