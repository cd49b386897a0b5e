import type { AwsEnvironment } from '../environment.ts'
import type { ReadEventPage } from './event-poller.ts'
import { readStackEvent } from './stack-event.ts'

/** Reads a stack's history page by page. @param stackId the ARN: it finds the events of a deleted stack too */
export function readEventPages({ clients }: AwsEnvironment, stackId: string): ReadEventPage {
  return async (next) => {
    const { DescribeStackEventsCommand } = await import('@aws-sdk/client-cloudformation')
    const client = await clients.cloudFormation()
    const command = new DescribeStackEventsCommand({ StackName: stackId, NextToken: next })
    const { StackEvents = [], NextToken } = await client.send(command)
    return { events: StackEvents.map(readStackEvent), next: NextToken }
  }
}
