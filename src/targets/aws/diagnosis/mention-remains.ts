import type { UserErrorDetails } from '../../../errors.ts'
import { endSentence } from '../aws-errors/end-sentence.ts'
import type { AwsEnvironment } from '../environment.ts'
import { findRemains } from '../operate/remains.ts'
import { readPhase } from '../stack-state.ts'
import type { FailedOperation } from './failed-operation.ts'

/**
 * A failure that left something that is billed has to say so: nobody looks for a bill behind a deploy that failed. What
 * cannot be looked for is not told of; `status` tries again, and tells that too. Never throws.
 */
export async function mentionRemains(
  env: AwsEnvironment,
  { stackId, status }: Pick<FailedOperation, 'stackId' | 'status'>,
  details: UserErrorDetails,
): Promise<UserErrorDetails> {
  if (!['never-made', 'half-deleted'].includes(readPhase(status))) return details
  const remains = await findRemains(env, { id: stackId }).catch(() => undefined)
  if (remains === undefined) return details
  const { sentence, removeWith } = remains
  const others = details.nextSteps.filter((step) => step !== removeWith)
  return { ...details, message: `${endSentence(details.message)} ${sentence}`, nextSteps: [removeWith, ...others] }
}
