import { type LearnedDurations, nothingLearned } from '../../../estimates/learned-durations.ts'
import type { Template } from '../../../estimates/template.ts'
import type { WorkContext } from '../../target.ts'
import type { AwsEnvironment } from '../environment.ts'
import { type Pace, realPace } from '../operate/pace.ts'
import { readStack } from '../stack-state.ts'
import { describeDetaching } from './describe-detaching.ts'
import { EventPoller, type OperationMark } from './event-poller.ts'
import { keepLearned } from './keep-learned.ts'
import { judgeEnd, type OperationEnd } from './operation-end.ts'
import type { ExpectedResource } from './operation-estimate.ts'
import { monitorOperation } from './operation-monitor.ts'
import { OperationReport } from './operation-report.ts'
import { type Direction, OperationTracker } from './operation-tracker.ts'
import { readEventPages } from './read-event-pages.ts'
import type { StackEvent } from './stack-event.ts'

export interface FollowRequest extends OperationMark {
  env: AwsEnvironment
  /** ARN of the stack: its name may belong to another one by the time it is deleted. */
  stackId: string
  context: WorkContext
  /** Of the stack, for the ETA. */
  template?: Template | undefined
  /** What the operation is about, in the order in which it is shown; absent: not known. */
  expected?: readonly ExpectedResource[] | undefined
  learned?: LearnedDurations
  pace?: Pace
  /** What the operation does, as long as its first event is not there. Default: update. */
  direction?: Direction
  /** Called once, as soon as a resource has failed for a reason of its own: a rollback takes the evidence away. */
  onFailure?: (events: readonly StackEvent[]) => void
  /** Called with each look, with all events so far, oldest first. */
  onLook?: (events: readonly StackEvent[]) => void
  /** A status that is a good end of this operation beside the usual ones: a rollback may be what is wanted. */
  wantedStatus?: string
}

/**
 * Follows an operation on a stack until it ends, and tells by events how far it is. Trouble with the network is told
 * and waited out. What it took is learned.
 * @returns how it ended, a failure too
 * @throws Interrupted when the signal is aborted: AWS goes on, and the message says so and how to come back; the SDK's
 * errors that waiting does not mend, such as expired credentials
 */
export async function followOperation(request: FollowRequest): Promise<OperationEnd> {
  const { env, stackId, context, expected, template, learned = nothingLearned, pace = realPace, wantedStatus } = request
  const tracker = new OperationTracker()
  const report = new OperationReport({ tracker, expected, template, learned, pace }, context.emit)
  let toldFailure = false
  const status = await monitorOperation(
    {
      poller: new EventPoller(readEventPages(env, stackId), request),
      tracker,
      readStatus: async () => (await readStack(env.clients, stackId))?.status,
      onEvent: (event) => {
        report.tell(event)
        if (toldFailure || tracker.failed.length === 0) return
        toldFailure = true
        request.onFailure?.(tracker.events)
      },
      onLook: () => {
        report.tellProgress()
        request.onLook?.(tracker.events)
      },
      describeDetaching: () => describeDetaching(env, tracker.direction ?? request.direction),
    },
    context,
    pace,
  )
  report.end(judgeEnd(status, wantedStatus))
  await keepLearned(env, tracker.measured, context.emit)
  const { failed, events, durations } = tracker
  return { stackId, status, failed, events, durations }
}
