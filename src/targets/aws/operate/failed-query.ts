import { UserError } from '../../../errors.ts'
import { quote, writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'

/**
 * What a failed invocation of the query function means. Its payload is `{ errorType, errorMessage }`: of the function's
 * own errors (QueryErrorName) or of Lambda's, such as `Sandbox.Timedout`.
 * Source: AWS Lambda guide, "Lambda function errors in Node.js".
 */
export function describeFailedQuery(env: AwsEnvironment, payload: string, logGroup: string): UserError {
  const { errorType, errorMessage } = readFailure(payload)
  return new UserError({
    name: 'QueryFailed',
    message: `The query function could not answer (${errorType}): ${word(errorType, errorMessage)}`,
    nextSteps: [env.command('status'), writeAwsCommand(`logs tail ${quote(logGroup)} --since 10m`, env)],
    cause: payload,
  })
}

/** A function that was replaced by another, or by an older one, answers something else. */
export function describeUnreadableQuery(env: AwsEnvironment, payload: string, logGroup: string): UserError {
  const answered =
    payload === '' ? 'nothing' : payload.trim() === 'null' ? 'null' : 'something else than it is asked for'
  return new UserError({
    name: 'QueryNotUnderstood',
    message: `The query function answered ${answered}: it is not the one that this program deploys.`,
    nextSteps: [
      env.command('deploy'),
      env.command('status --drift'),
      writeAwsCommand(`logs tail ${quote(logGroup)} --since 10m`, env),
    ],
  })
}

/** More calls at once than the account's concurrency allows, for longer than the SDK goes on asking. */
export function describeThrottledQuery(env: AwsEnvironment, cause: Error): UserError {
  return new UserError({
    name: 'QueryThrottled',
    message: `Lambda has no room for the query function now: ${cause.message}`,
    nextSteps: [
      'Wait a moment: the webhook function and the query function share the concurrency of the account.',
      env.command('status'),
    ],
    cause,
  })
}

/**
 * Lambda takes the network interface of a function that nobody called for weeks, and gives it back at the next call,
 * which is refused. Source: AWS Lambda API reference, Invoke, errors.
 */
export function isFunctionWaking(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error.name === 'ResourceNotReadyException') return true
  return error.name === 'ResourceConflictException' && /state: *pending/i.test(error.message)
}

function readFailure(payload: string): { errorType: string; errorMessage: string } {
  try {
    const { errorType, errorMessage } = JSON.parse(payload) as Record<string, unknown>
    return { errorType: String(errorType ?? 'Unknown'), errorMessage: String(errorMessage ?? 'no reason was given') }
  } catch {
    return { errorType: 'Unknown', errorMessage: payload === '' ? 'no reason was given' : payload }
  }
}

/** Lambda begins the message of a timeout with the time and the request's id. */
function word(errorType: string, message: string): string {
  const seconds = /Task timed out after ([\d.]+) seconds/.exec(message)?.[1]
  if (seconds !== undefined) return `it had no answer from the database within ${Number(seconds)} s.`
  return errorType === 'Runtime.ExitError' ? 'it ended before it answered.' : message
}
