import type { Change, DescribeChangeSetOutput } from '@aws-sdk/client-cloudformation'
import type { AwsEnvironment } from '../environment.ts'

/** What CloudFormation would do to a stack, worked out and not yet done. */
export interface ChangeSet {
  /** ARN. */
  id: string
  /** ARN of the stack, which exists (in review) also when it is yet to be created. */
  stackId: string
  kind: 'CREATE' | 'UPDATE'
  /** What CloudFormation says of it, with all pages of its changes in one. */
  description: DescribeChangeSetOutput
}

/** Reads a change set with all of its changes. @throws ChangeSetNotFoundException of the SDK */
export async function describeChangeSet({ clients }: AwsEnvironment, id: string): Promise<DescribeChangeSetOutput> {
  const { DescribeChangeSetCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await clients.cloudFormation()
  const changes: Change[] = []
  let page: DescribeChangeSetOutput | undefined
  do {
    page = await client.send(new DescribeChangeSetCommand({ ChangeSetName: id, NextToken: page?.NextToken }))
    changes.push(...(page.Changes ?? []))
  } while (page.NextToken)
  return { ...page, Changes: changes }
}
