import { readFileSync } from 'node:fs'
import { Interrupted } from '../../../src/errors.ts'
import { nothingLearned } from '../../../src/estimates/learned-durations.ts'
import type { Emit } from '../../../src/events.ts'
import { EventPoller } from '../../../src/targets/aws/follow/event-poller.ts'
import { expectChanges } from '../../../src/targets/aws/follow/expected-resources.ts'
import { judgeEnd } from '../../../src/targets/aws/follow/operation-end.ts'
import { monitorOperation } from '../../../src/targets/aws/follow/operation-monitor.ts'
import { OperationReport } from '../../../src/targets/aws/follow/operation-report.ts'
import { OperationTracker } from '../../../src/targets/aws/follow/operation-tracker.ts'
import { isOfStack, readStackEvent } from '../../../src/targets/aws/follow/stack-event.ts'
import { parseRecording, type Recording } from '../../fakes/aws/record.ts'
import { type ScriptedEvent, scriptStart } from './operation-scripts.ts'

const template = JSON.parse(readFileSync('test/snapshots/stack/learning-secret.json', 'utf8'))

/**
 * What the engine says when it follows a recorded operation, look by look: the stack's history is shown to it as far
 * as it had come by then. Times are moved, so that each recording begins when scripts begin.
 */
export async function followRecording(text: string): Promise<ScriptedEvent[]> {
  const recording = parseRecording(text)
  const [first] = recording.events
  if (first === undefined) return []
  const moved = scriptStart - (first.Timestamp?.getTime() ?? 0)
  const history = recording.events.map((event) => {
    const read = readStackEvent(event)
    return { ...read, at: new Date(read.at.getTime() + moved) }
  })
  let now = scriptStart + 1_000
  const said: ScriptedEvent[] = []
  const emit: Emit = (name, data) => said.push({ at: (now - scriptStart) / 1_000, name, data } as ScriptedEvent)
  const wait = async (ms: number) => {
    now += ms
  }
  const pace = { now: () => now, wait }
  const tracker = new OperationTracker()
  const of = { tracker, expected: listExpected(recording), template, learned: nothingLearned, pace }
  const report = new OperationReport(of, emit)
  const visible = () => history.filter(({ at }) => at.getTime() <= now)
  const status = await monitorOperation(
    {
      poller: new EventPoller(async () => ({ events: visible().reverse() })),
      tracker,
      readStatus: async () => visible().findLast(isOfStack)?.status,
      onEvent: (event) => report.tell(event),
      onLook: () => report.tellProgress(),
      describeDetaching: () => new Interrupted(''),
    },
    { emit, signal: new AbortController().signal },
    pace,
  )
  report.end(judgeEnd(status))
  return said
}

/** A delete has no change set: what it is about is what the stack has. */
function listExpected({ changeSet, events }: Recording) {
  if (changeSet) {
    const changes = changeSet.changes.map(({ logicalId, type, action, replacement }) => ({
      ResourceChange: { LogicalResourceId: logicalId, ResourceType: type, Action: action, Replacement: replacement },
    }))
    return expectChanges(changes as Parameters<typeof expectChanges>[0])
  }
  const resources = new Map(events.map(({ LogicalResourceId: id = '', ResourceType: kind = '' }) => [id, kind]))
  return [...resources]
    .filter(([, kind]) => kind !== 'AWS::CloudFormation::Stack')
    .map(([id, kind]) => ({ id, kind, verb: 'delete' as const }))
}
