import { ExitCode, UserError } from '../errors.ts'
import type { Cancellation, Target, WorkContext } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'

/** What `deploy --cancel` shows. */
export interface CancelResult extends Cancellation {
  nextSteps: string[]
}

/**
 * Ends a deploy that goes on elsewhere.
 * @throws UserError (exit code 2) where a deploy ends with its command; what the target throws when nothing is under way
 */
export async function cancelDeploy(target: Target, context: WorkContext): Promise<CancelResult> {
  if (!target.cancel) throw refuse(target)
  const cancellation = await target.cancel(context)
  const next = cancellation.outcome === 'deleted' ? ['deploy'] : ['status', 'deploy']
  return { ...cancellation, nextSteps: next.map((command) => writeCommand(target, command)) }
}

function refuse(target: Target): UserError {
  return new UserError({
    name: 'NothingToCancel',
    message: `A deploy of ${target.environment} ends with the command that does it: there is nothing to cancel.`,
    nextSteps: [writeCommand(target, 'status')],
    exitCode: ExitCode.usage,
  })
}
