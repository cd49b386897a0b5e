import type { AwsEnvironment } from '../environment.ts'
import type { ChangeSet } from './change-set.ts'
import { isBusyStack } from './create-change-set.ts'
import { isMissingChangeSet } from './drop-change-set.ts'
import { makeToken } from './tokens.ts'

/**
 * Begins a change that was worked out before.
 * @returns the token that its events carry, or `stale` when the stack was changed by somebody else since: nothing has
 * been begun then
 * @throws the SDK's other errors
 */
export async function executeChangeSet(env: AwsEnvironment, { id }: Pick<ChangeSet, 'id'>): Promise<string | 'stale'> {
  const { ExecuteChangeSetCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  const token = makeToken()
  try {
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: id, ClientRequestToken: token }))
    return token
  } catch (error) {
    if (isMissingChangeSet(error) || isObsolete(error) || isBusyStack(error)) return 'stale'
    throw error
  }
}

function isObsolete(error: unknown): boolean {
  return error instanceof Error && /^InvalidChangeSetStatus(Exception)?$/.test(error.name)
}
