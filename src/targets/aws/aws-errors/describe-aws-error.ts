import { Declined, Fault, Interrupted, UserError } from '../../../errors.ts'
import { writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'
import { capacityRows } from './capacity-rows.ts'
import { explainCredentialError, isCredentialError } from './credential-errors.ts'
import { endSentence } from './end-sentence.ts'
import type { ErrorRow, Explanation } from './error-row.ts'
import { identityRows } from './identity-rows.ts'
import { explainNetworkError } from './network-errors.ts'
import { quotaRows } from './quota-rows.ts'
import { type AwsError, readAwsError } from './read-aws-error.ts'
import { explainRegionError } from './region-errors.ts'
import { stateRows } from './state-rows.ts'
import { explainUnreadableAnswer } from './unreadable-answers.ts'

/** Every code that means something of its own; the first row that fits counts. */
export const errorTable: readonly ErrorRow[] = [...identityRows, ...capacityRows, ...quotaRows, ...stateRows]

/**
 * Turns what the SDK throws into a UserError: errors of AWS by their code, errors of credentials and of the network.
 * An unknown code of AWS gives a UserError of that name with AWS's own message and request id. Everything else
 * (UserError, Declined, Interrupted, Fault, errors of the program) is returned as it is.
 */
export function describeAwsError(error: unknown, env: AwsEnvironment): unknown {
  if (!(error instanceof Error) || isOwn(error)) return error
  const explanation = explain(error, env)
  return explanation === undefined ? error : new UserError({ ...explanation, cause: withoutRequest(error) })
}

function isOwn(error: Error): boolean {
  return [UserError, Declined, Interrupted, Fault].some((kind) => error instanceof kind) || error.name === 'AbortError'
}

function explain(error: Error, env: AwsEnvironment): Explanation | undefined {
  if (isCredentialError(error)) return explainCredentialError(error, env)
  const beforeAws =
    explainUnreadableAnswer(error, env) ?? explainRegionError(error, env) ?? explainNetworkError(error, env)
  if (beforeAws) return beforeAws
  const fromAws = readAwsError(error)
  return fromAws && explainAwsError(fromAws, env)
}

/** What a code of AWS means here; for a stack event's reason too, from which a code and a message can be read. */
function explainAwsError(error: AwsError, env: AwsEnvironment): Explanation {
  const row = errorTable.find(({ codes, when }) => codes.includes(error.code) && (when?.test(error.message) ?? true))
  return row?.explain(error, env) ?? explainUnknown(error, env)
}

function explainUnknown({ code, message, requestId }: AwsError, env: AwsEnvironment): Explanation {
  const id = requestId ? ` (request ${requestId})` : ''
  return {
    name: /^[A-Z]\w*$/.test(code) ? code : 'AwsError',
    message: `AWS says ${code}: ${endSentence(message || 'nothing more')}${id}`,
    nextSteps: [env.command('status'), writeAwsCommand('sts get-caller-identity', env)],
  }
}

/** The request holds the authorization header and the answer may hold a secret: a debug print must not show them. */
function withoutRequest(error: Error): Error {
  const cause = new Error(readAwsError(error)?.message ?? error.message)
  cause.name = error.name
  if (error.stack !== undefined) cause.stack = error.stack.replace(error.message, cause.message)
  return cause
}
