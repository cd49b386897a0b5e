import type { UserErrorDetails } from '../../../errors.ts'
import { quote, writeAwsCommand } from '../aws-command.ts'
import { endSentence } from '../aws-errors/end-sentence.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { StackEvent } from '../follow/stack-event.ts'
import { readPhase } from '../stack-state.ts'
import type { FailedOperation } from './failed-operation.ts'

/**
 * An update whose rollback failed too takes nothing but a continued rollback. That is tried again when its cause is
 * mended, or, where it cannot be mended, without the resources that hold it up. CloudFormation skips those only that are
 * UPDATE_FAILED, and leaves them as they are (ContinueUpdateRollback, ResourcesToSkip).
 */
export function mentionStuck(
  env: AwsEnvironment,
  { stackId, status, events }: Pick<FailedOperation, 'stackId' | 'status' | 'events'>,
  details: UserErrorDetails,
): UserErrorDetails {
  if (readPhase(status) !== 'stuck') return details
  const again = env.command('deploy --cancel')
  // A deploy is refused until the rollback has come to its end.
  const refused = [again, env.command('deploy')]
  const others = details.nextSteps.filter((step) => !refused.includes(step.split('  # ')[0] ?? ''))
  const failed = listFailed(events)
  const skip = writeAwsCommand(
    `cloudformation continue-update-rollback --stack-name ${quote(stackId)} --resources-to-skip ${failed.map(quote).join(' ')}`,
    env,
  )
  return {
    ...details,
    message: `${endSentence(details.message)} Taking the update back failed too: mend the cause and let the rollback go on, or give up on what holds it up.`,
    nextSteps: [
      ...others,
      `${again}  # when the cause is mended`,
      ...(failed.length === 0 ? [] : [`${skip}  # leaves what it skips as it is`]),
    ] as [string, ...string[]],
  }
}

function listFailed(events: readonly StackEvent[]): string[] {
  const last = new Map(events.map(({ logicalId, status }) => [logicalId, status]))
  return [...last].flatMap(([logicalId, status]) => (status === 'UPDATE_FAILED' ? [logicalId] : []))
}
