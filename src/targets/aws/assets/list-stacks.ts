import type { ListStacksCommandOutput } from '@aws-sdk/client-cloudformation'
import type { AwsEnvironment } from '../environment.ts'

/** Names of the stacks in account and region that begin so, whatever their state, but not those that are deleted. */
export async function listStackNames({ clients }: AwsEnvironment, prefix: string): Promise<string[]> {
  const { ListStacksCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudFormation()
  const names: string[] = []
  let page: ListStacksCommandOutput | undefined
  do {
    // Without a filter: the list of statuses grows with CloudFormation, and a new one must not look like no stack.
    page = await client.send(new ListStacksCommand({ NextToken: page?.NextToken }))
    for (const { StackName = '', StackStatus } of page.StackSummaries ?? []) {
      if (StackName.startsWith(prefix) && StackStatus !== 'DELETE_COMPLETE') names.push(StackName)
    }
  } while (page.NextToken)
  return names
}
