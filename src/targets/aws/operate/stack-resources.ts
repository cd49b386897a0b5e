import type { AwsEnvironment } from '../environment.ts'

/** One resource of a stack. */
export interface StackResource {
  logicalId: string
  /** Empty until it is made. */
  physicalId: string
  /** CloudFormation type. */
  kind: string
  /** Such as `CREATE_COMPLETE`, `DELETE_SKIPPED`. */
  status: string
  /** CloudFormation's or the service's own words. */
  reason?: string
}

/**
 * The resources of a stack; of a deleted one, by its ARN, for 90 days.
 * @throws the SDK's errors
 */
export async function listStackResources(env: AwsEnvironment, nameOrId: string): Promise<StackResource[]> {
  const { ListStackResourcesCommand } = await import('@aws-sdk/client-cloudformation')
  const client = await env.clients.cloudFormation()
  const resources: StackResource[] = []
  let token: string | undefined
  do {
    const more = token === undefined ? {} : { NextToken: token }
    const page = await client.send(new ListStackResourcesCommand({ StackName: nameOrId, ...more }))
    for (const summary of page.StackResourceSummaries ?? []) {
      resources.push({
        logicalId: summary.LogicalResourceId ?? '',
        physicalId: summary.PhysicalResourceId ?? '',
        kind: summary.ResourceType ?? '',
        status: summary.ResourceStatus ?? '',
        ...(summary.ResourceStatusReason === undefined ? {} : { reason: summary.ResourceStatusReason }),
      })
    }
    token = page.NextToken
  } while (token !== undefined)
  return resources
}
