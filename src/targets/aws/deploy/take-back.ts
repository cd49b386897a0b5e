import { makeToken } from '../change-set/tokens.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { StackState } from '../stack-state.ts'

/**
 * Asks CloudFormation to take back an update that is under way.
 * @returns `too-late` when it only cleans up any more
 */
export async function cancelUpdate({ clients }: AwsEnvironment, { id }: StackState): Promise<'begun' | 'too-late'> {
  const { CancelUpdateStackCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudFormation()
  try {
    await client.send(new CancelUpdateStackCommand({ StackName: id, ClientRequestToken: makeToken() }))
    return 'begun'
  } catch (error) {
    if (isTooLate(error)) return 'too-late'
    throw error
  }
}

/** CloudFormation has no code of its own for it. */
function isTooLate(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'ValidationError' &&
    /CancelUpdateStack cannot be called from current stack status/.test(error.message)
  )
}

/** Lets a rollback that is stuck go on. @returns the token that its events carry */
export async function continueRollback({ clients }: AwsEnvironment, { id }: StackState): Promise<string> {
  const { ContinueUpdateRollbackCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudFormation()
  const token = makeToken()
  await client.send(new ContinueUpdateRollbackCommand({ StackName: id, ClientRequestToken: token }))
  return token
}
