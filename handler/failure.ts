import { classifyError, describeError, isServerError } from './database/database-error.ts'
import type { LogEntry } from './log.ts'

/** An error as the functions tell of it. */
export interface Failure {
  /** Asking again later makes sense. */
  passing: boolean
  entry: Pick<LogEntry, 'message' | 'code' | 'number'> & { stack?: string }
}

const messages = {
  'connection-lost': 'The connection to the database was lost, and again after it was opened anew',
  'login-refused': 'The database refused the login',
  'table-missing': 'A table is missing',
  deadlock: 'The database chose this transaction as the victim of a deadlock twice',
  unavailable: 'The database cannot be reached or cannot take it now',
  other: 'The database refused the statement',
} as const

/**
 * Sorts an error and words it for the log. MySQL's own messages are left out, because they may quote what was to be
 * written.
 */
export function describeFailure(error: unknown): Failure {
  const kind = classifyError(error)
  if (kind === 'other' && !isServerError(error)) return describeOther(error)
  return {
    passing: kind !== 'other' && kind !== 'table-missing',
    entry: { message: messages[kind], ...describeError(error) },
  }
}

/** The SDK's errors, and mistakes of the program. */
function describeOther(error: unknown): Failure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  return {
    passing: isPassingSdkError(error),
    entry: { message, code: name, ...(stack !== undefined && { stack }) },
  }
}

/** The SDK marks errors of the service (`$fault`) and those that it would try again (`$retryable`). */
function isPassingSdkError(error: unknown): boolean {
  const { $fault, $retryable, name } = (error ?? {}) as { $fault?: unknown; $retryable?: unknown; name?: unknown }
  return $fault === 'server' || $retryable !== undefined || name === 'TimeoutError'
}
