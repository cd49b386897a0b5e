import type { AwsEnvironment } from '../environment.ts'
import type { Pace } from '../operate/pace.ts'
import { isMissingStack, readPhase, readStack } from '../stack-state.ts'
import type { ChangeSet } from './change-set.ts'
import { makeToken } from './tokens.ts'

/** How often is looked whether an empty stack is gone, and the milliseconds between. It takes a second or two. */
const looks = 20
const pauseMs = 500

/**
 * Takes back a change that is not to be made. A stack that exists only for it (in review, without another change set)
 * is deleted too, so that nothing is left. @throws the SDK's errors
 */
export async function dropChangeSet(
  env: AwsEnvironment,
  set: Pick<ChangeSet, 'id' | 'kind' | 'stackId'>,
  pace: Pace,
): Promise<void> {
  await deleteChangeSet(env, set.id)
  if (set.kind === 'CREATE' && (await isInReview(env, set)) && !(await hasOtherChangeSets(env, set))) {
    await deleteEmptyStack(env, set, pace)
  }
}

async function deleteEmptyStack(env: AwsEnvironment, set: Pick<ChangeSet, 'stackId'>, pace: Pace): Promise<void> {
  const { DeleteStackCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  await client.send(new DeleteStackCommand({ StackName: set.stackId, ClientRequestToken: makeToken() }))
  for (let look = 0; look < looks; look += 1) {
    const stack = await readStack(env.clients, set.stackId)
    if (!stack || readPhase(stack.status) === 'gone') return
    await pace.wait(pauseMs)
  }
}

async function isInReview({ clients }: AwsEnvironment, { stackId }: Pick<ChangeSet, 'stackId'>): Promise<boolean> {
  const stack = await readStack(clients, stackId)
  return stack !== undefined && readPhase(stack.status) === 'reviewing'
}

async function deleteChangeSet({ clients }: AwsEnvironment, id: string): Promise<void> {
  const { DeleteChangeSetCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudFormation()
  try {
    await client.send(new DeleteChangeSetCommand({ ChangeSetName: id }))
  } catch (error) {
    // Gone with its stack, or by somebody else's hand: that is what was wanted.
    if (!isMissingChangeSet(error) && !isMissingStack(error)) throw error
  }
}

/** Of somebody else, who may be reading it at this moment. */
async function hasOtherChangeSets({ clients }: AwsEnvironment, { id, stackId }: Pick<ChangeSet, 'id' | 'stackId'>) {
  const { ListChangeSetsCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudFormation()
  const { Summaries, NextToken } = await client.send(new ListChangeSetsCommand({ StackName: stackId }))
  return (
    NextToken !== undefined ||
    (Summaries ?? []).some(({ ChangeSetId, Status }) => ChangeSetId !== id && Status === 'CREATE_COMPLETE')
  )
}

/** The SDK names it with or without `Exception`, by the protocol that it speaks. */
export function isMissingChangeSet(error: unknown): boolean {
  return error instanceof Error && /^ChangeSetNotFound(Exception)?$/.test(error.name)
}
