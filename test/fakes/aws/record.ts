import {
  CloudFormationClient,
  DescribeChangeSetCommand,
  paginateDescribeStackEvents,
  type StackEvent,
} from '@aws-sdk/client-cloudformation'
import type { Stack } from './cloudformation/stack.ts'
import type { FakeAws } from './server.ts'

/**
 * One operation as an onlooker saw it. In the files under test/recordings/cloudformation it is JSON with the times as
 * ISO 8601; `parseRecording` reads them.
 */
export interface Recording {
  stackName: string
  /** ARN. */
  stackId: string
  /** Status of the stack before and after; before its first deploy REVIEW_IN_PROGRESS. */
  statusBefore: string
  statusAfter: string
  /** The change set that it began with; absent for a delete. */
  changeSet?: RecordedChangeSet
  /**
   * What DescribeStackEvents answered about this operation, but oldest first and without the resources' properties.
   * Empty when there was nothing to do.
   */
  events: StackEvent[]
}

export interface RecordedChangeSet {
  status: string
  reason?: string
  changes: { logicalId: string; type: string; action: string; replacement?: string }[]
}

/** Seconds of the account's clock between two looks, and the longest operation. */
const LOOK = 5
const LONGEST = 4 * 3600

/**
 * Runs an operation on the fake, to its end on the account's clock (which has to stand still by itself), and records it.
 * @param begin starts it, by requests to the fake; may let time pass
 * @throws Error when the stack does not come to rest within four hours
 */
export async function recordOperation(
  fake: FakeAws,
  stackName: string,
  begin: () => Promise<{ changeSetName?: string }>,
): Promise<Recording> {
  const client = connect(fake)
  const before = fake.cloudFormation.findStack(fake.account, stackName)
  const statusBefore = before?.status ?? 'REVIEW_IN_PROGRESS'
  const earlier = before?.events.length ?? 1
  const { changeSetName } = await begin()
  const stack = before ?? findNewest(fake, stackName)
  const changeSet = changeSetName === undefined ? undefined : await readChangeSet(client, stack, changeSetName)
  await settle(fake, stack)
  return {
    stackName,
    stackId: stack.id,
    statusBefore,
    statusAfter: stack.status,
    ...(changeSet === undefined ? {} : { changeSet }),
    events: (await readEvents(client, stack)).slice(earlier),
  }
}

/** A recording as it is in a file. */
export function writeRecording(recording: Recording): string {
  return `${JSON.stringify(recording, undefined, 2)}\n`
}

/** @param text of a file under test/recordings/cloudformation */
export function parseRecording(text: string): Recording {
  const recording = JSON.parse(text) as Recording
  for (const event of recording.events) event.Timestamp = new Date(String(event.Timestamp))
  return recording
}

function connect({ url, account, identities }: FakeAws): CloudFormationClient {
  const [accessKeyId = ''] = Object.keys(identities)
  const credentials = { accessKeyId, secretAccessKey: 'fake-secret' }
  return new CloudFormationClient({ endpoint: url, region: account.region, credentials })
}

function findNewest(fake: FakeAws, stackName: string): Stack {
  const found = fake.cloudFormation.stacks.findLast(({ name }) => name === stackName)
  if (found === undefined) throw new Error(`The operation made no stack ${stackName}.`)
  return found
}

async function settle(fake: FakeAws, stack: Stack): Promise<void> {
  for (let seconds = 0; stack.status.endsWith('_IN_PROGRESS'); seconds += LOOK) {
    if (stack.status === 'REVIEW_IN_PROGRESS' || seconds > LONGEST)
      throw new Error(`${stack.name} stays ${stack.status}.`)
    fake.advance(LOOK)
  }
}

async function readChangeSet(client: CloudFormationClient, { id }: Stack, name: string): Promise<RecordedChangeSet> {
  const found = await client.send(new DescribeChangeSetCommand({ StackName: id, ChangeSetName: name }))
  return {
    status: found.Status ?? '',
    ...(found.StatusReason === undefined ? {} : { reason: found.StatusReason }),
    changes: (found.Changes ?? []).map(({ ResourceChange: change }) => ({
      logicalId: change?.LogicalResourceId ?? '',
      type: change?.ResourceType ?? '',
      action: change?.Action ?? '',
      ...(change?.Replacement === undefined ? {} : { replacement: change.Replacement }),
    })),
  }
}

async function readEvents(client: CloudFormationClient, { id }: Stack): Promise<StackEvent[]> {
  const events: StackEvent[] = []
  for await (const page of paginateDescribeStackEvents({ client }, { StackName: id })) {
    events.push(...(page.StackEvents ?? []))
  }
  return events.reverse().map(({ ResourceProperties: _, ...event }) => event)
}
