import type { Stack, StackEvent, StackResource } from '../stack.ts'

/** A stack as DescribeStacks has it. */
export function describeStack(stack: Stack): object {
  const { definition } = stack
  return {
    StackId: stack.id,
    StackName: stack.name,
    Description: definition?.template.Description,
    Parameters: listParameters(definition),
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    DeletionTime: stack.deletedAt,
    StackStatus: stack.status,
    StackStatusReason: stack.reason,
    DisableRollback: false,
    NotificationARNs: [],
    Capabilities: definition?.capabilities ?? [],
    Outputs: stack.outputs.map(({ key, value, description }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
    })),
    Tags: listTags(definition?.tags ?? {}),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: {
      StackDriftStatus: stack.drift?.status ?? 'NOT_CHECKED',
      LastCheckTimestamp: stack.drift?.checkedAt,
    },
  }
}

/** Parameters; those with NoEcho are starred. */
export function listParameters(definition: Stack['definition']): object[] {
  return Object.entries(definition?.parameters ?? {}).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: definition?.template.Parameters?.[name]?.NoEcho === true ? '****' : value,
  }))
}

export function listTags(tags: Record<string, string>): object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** An event as DescribeStackEvents has it. */
export function describeEvent(stack: Stack, event: StackEvent): object {
  return {
    StackId: stack.id,
    EventId: event.eventId,
    StackName: stack.name,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.type,
    Timestamp: event.at,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason,
    ResourceProperties: event.properties === undefined ? undefined : JSON.stringify(event.properties),
    ClientRequestToken: event.clientRequestToken,
  }
}

/** A resource as ListStackResources has it; with the stack, as DescribeStackResources has it. */
export function describeResource(resource: StackResource, stack?: Stack): object {
  const drift = { DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' } }
  const about = {
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId === '' ? undefined : resource.physicalId,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.reason,
    ...drift,
  }
  if (stack === undefined) return { ...about, LastUpdatedTimestamp: resource.at }
  return { StackName: stack.name, StackId: stack.id, ...about, Timestamp: resource.at }
}
