import { UserError } from '../../../errors.ts'
import type { InvocationOutcome } from '../lambda/outcome.ts'

/**
 * The value that the query function returned.
 * @throws UserError QueryFailed when the function failed; its log has the details.
 */
export function readAnswer<Answer>(outcome: InvocationOutcome, logFile: string): Answer {
  if (outcome.kind === 'success') return JSON.parse(outcome.payload.toString()) as Answer
  throw new UserError({
    name: 'QueryFailed',
    message: `The query function could not answer (${outcome.kind}): ${outcome.errorMessage}`,
    nextSteps: ['rds-proxy-webhook status', `See ${logFile}`],
    cause: outcome,
  })
}
