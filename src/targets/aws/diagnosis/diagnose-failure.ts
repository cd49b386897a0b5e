import { UserError, type UserErrorDetails } from '../../../errors.ts'
import { quote, writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'
import { diagnose } from './diagnose.ts'
import type { Diagnosis } from './diagnosis.ts'
import { gatherEvidence } from './evidence.ts'
import type { FailedOperation } from './failed-operation.ts'
import { mentionRemains } from './mention-remains.ts'
import { mentionStuck } from './mention-stuck.ts'

/**
 * Why a change of the stack failed and what to do about it, in an error for the user. Asks AWS for what the events do
 * not tell. Never throws.
 */
export async function diagnoseFailure(env: AwsEnvironment, end: FailedOperation): Promise<UserError> {
  const evidence = end.evidence ?? (await gatherEvidence(env, end.events))
  const details = describeDiagnosis(env, end, diagnose(env, { ...end, evidence }))
  return new UserError(await mentionRemains(env, end, mentionStuck(env, end, details)))
}

/** The text of a diagnosis. */
function describeDiagnosis(
  env: AwsEnvironment,
  { stackId, status }: Pick<FailedOperation, 'stackId' | 'status'>,
  diagnosis: Diagnosis,
): UserErrorDetails {
  if (diagnosis.kind === 'problem') return diagnosis.explanation
  const events = writeAwsCommand(`cloudformation describe-stack-events --stack-name ${quote(stackId)}`, env)
  if (diagnosis.kind === 'none') {
    return {
      name: 'StackChangeFailed',
      message: `The stack ${env.stackName} ended as ${status}, and no resource of it says why.`,
      nextSteps: [events, env.command('status')],
    }
  }
  const { logicalId, kind, reason } = diagnosis.failure
  const words = reason === '' ? 'without a reason' : `with the words: ${reason}`
  return {
    name: 'ResourceFailed',
    message: `${logicalId} (${kind}) failed ${words}`,
    nextSteps: [events, env.command('deploy')],
  }
}
