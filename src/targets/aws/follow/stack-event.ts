import type { StackEvent as SdkStackEvent } from '@aws-sdk/client-cloudformation'

/** One line of a stack's history, as DescribeStackEvents has it. */
export interface StackEvent {
  id: string
  /** ARN. */
  stackId: string
  logicalId: string
  /** Empty until the resource has one. */
  physicalId: string
  /** CloudFormation type. */
  kind: string
  /** Such as `CREATE_IN_PROGRESS`. */
  status: string
  /** CloudFormation's or the service's own words. */
  reason?: string
  /** The service's own time. */
  at: Date
  /** Given by whoever began the operation; all of its events carry it. */
  token?: string
}

/** Reads the SDK's event, in which everything is optional. */
export function readStackEvent(event: SdkStackEvent): StackEvent {
  const reason = event.ResourceStatusReason ?? event.HookStatusReason
  return {
    id: event.EventId ?? '',
    stackId: event.StackId ?? '',
    logicalId: event.LogicalResourceId ?? '',
    physicalId: event.PhysicalResourceId ?? '',
    kind: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    ...(reason === undefined ? {} : { reason }),
    at: event.Timestamp ?? new Date(0),
    ...(event.ClientRequestToken === undefined ? {} : { token: event.ClientRequestToken }),
  }
}

/** Whether the event is about the stack as a whole, and not about one of its resources. */
export function isOfStack({ physicalId, stackId }: StackEvent): boolean {
  return physicalId !== '' && physicalId === stackId
}

/** CloudFormation ends what still runs as failed when another resource fails, and has no code of its own for it. */
export function isCancelled({ status, reason }: StackEvent): boolean {
  return status.endsWith('_FAILED') && /^Resource (creation|update|deletion) cancelled/i.test(reason ?? '')
}

/** Whether a resource failed for a reason of its own. */
export function isOwnFailure(event: StackEvent): boolean {
  return event.status.endsWith('_FAILED') && !isOfStack(event) && !isCancelled(event)
}
