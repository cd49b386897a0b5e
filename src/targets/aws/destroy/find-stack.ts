import type { ListStacksCommandOutput, StackSummary } from '@aws-sdk/client-cloudformation'
import type { AwsEnvironment } from '../environment.ts'
import { readPhase, readStack, type StackState } from '../stack-state.ts'

export interface FoundStack {
  stack: StackState
  /** Set for a stack that is gone. */
  deletedAt?: Date
}

/**
 * The environment's stack, or else the one of its name that was deleted last: CloudFormation remembers those for 90
 * days, and with them the ids of what they left behind.
 * @throws the SDK's errors
 */
export async function findStack(env: AwsEnvironment): Promise<FoundStack | undefined> {
  const stack = await readStack(env.clients, env.stackName)
  if (stack && readPhase(stack.status) !== 'gone') return { stack }
  const last = await findLastDeleted(env)
  const deleted = last && (await readStack(env.clients, last.StackId ?? ''))
  return (
    deleted && {
      stack: deleted,
      deletedAt: deleted.deletedAt ?? last.DeletionTime ?? deleted.updatedAt ?? deleted.createdAt,
    }
  )
}

/** By the whole name: another environment's may begin with it. */
async function findLastDeleted(env: AwsEnvironment): Promise<StackSummary | undefined> {
  const { ListStacksCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  const found: StackSummary[] = []
  let page: ListStacksCommandOutput | undefined
  do {
    const more = page?.NextToken === undefined ? {} : { NextToken: page.NextToken }
    page = await client.send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'], ...more }))
    found.push(...(page.StackSummaries ?? []).filter(({ StackName }) => StackName === env.stackName))
  } while (page.NextToken !== undefined)
  const time = ({ DeletionTime, CreationTime }: StackSummary) => (DeletionTime ?? CreationTime ?? new Date(0)).getTime()
  return found.sort((a, b) => time(b) - time(a))[0]
}
