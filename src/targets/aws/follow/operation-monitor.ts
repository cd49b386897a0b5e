import type { Interrupted } from '../../../errors.ts'
import type { WorkContext } from '../../target.ts'
import type { Pace } from '../operate/pace.ts'
import { readPhase } from '../stack-state.ts'
import type { EventPoller } from './event-poller.ts'
import type { OperationTracker } from './operation-tracker.ts'
import type { StackEvent } from './stack-event.ts'
import { isTransient } from './transient-error.ts'

/** Milliseconds between looks; the last one is repeated. Short at first, as small changes take seconds. */
const pauses = [1_000, 1_000, 2_000, 2_000, 3_000, 5_000]

/**
 * Looks in a row at which the stack has to be at rest before it counts as ended although its history does not say so:
 * AWS may answer with an older state for a moment. More when the beginning was not seen either.
 */
const restingLooks = { begun: 3, notBegun: 10 }

export interface Monitored {
  poller: EventPoller
  tracker: OperationTracker
  /** Status of the stack now; undefined when there is no such stack. */
  readStatus: () => Promise<string | undefined>
  /** Gets each new event once, oldest first. */
  onEvent: (event: StackEvent) => void
  /** After each look. */
  onLook: () => void
  /** What is said when the signal is aborted: that AWS goes on, and how to come back. */
  describeDetaching: () => Interrupted
}

/**
 * Drives the following of an operation until it has ended: looks, tells, waits. Trouble with the network is told and
 * waited out.
 * @returns the stack's status at the end
 * @throws Interrupted when the signal is aborted; the SDK's errors that waiting does not mend
 */
export async function monitorOperation(monitored: Monitored, context: WorkContext, pace: Pace): Promise<string> {
  const { poller, tracker, readStatus, onEvent, onLook, describeDetaching } = monitored
  const trouble = new Trouble(context)
  let atRest = 0
  for (let look = 0; ; look += 1) {
    if (context.signal.aborted) throw describeDetaching()
    const seen = await trouble.bear(async () => {
      // In this order: what the stack has come to since the status was read is read with the events.
      const status = (await readStatus()) ?? 'DELETE_COMPLETE'
      const { events } = await poller.poll()
      return { status, events }
    })
    if (seen) {
      seen.events.forEach(onEvent)
      atRest = isAtRest(seen.status) ? atRest + 1 : 0
      if (hasEnded(tracker, atRest)) {
        await trouble.bear(async () => (await poller.pollAgain()).events.forEach(onEvent))
        onLook()
        return tracker.ended ? (tracker.status ?? seen.status) : seen.status
      }
      onLook()
    }
    await pace.wait(pauses[Math.min(look, pauses.length - 1)] ?? 0, context.signal)
  }
}

/** A stack in review that is executed is not at rest: it only does not show it yet. */
function isAtRest(status: string): boolean {
  return !['moving', 'reviewing'].includes(readPhase(status))
}

function hasEnded(tracker: OperationTracker, atRest: number): boolean {
  if (tracker.ended && atRest > 0) return true
  return atRest >= (tracker.direction === undefined ? restingLooks.notBegun : restingLooks.begun)
}

/** Bears what passes, and says once that it is there and once that it is over. */
class Trouble {
  readonly #context: WorkContext
  #troubled = false

  constructor(context: WorkContext) {
    this.#context = context
  }

  /** @returns undefined when it did not work this time */
  async bear<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await work()
      if (this.#troubled) this.#context.emit('noticed', { message: 'AWS answers again.' })
      this.#troubled = false
      return result
    } catch (error) {
      if (!isTransient(error)) throw error
      if (!this.#troubled) this.#context.emit('warned', { message: describe(error) })
      this.#troubled = true
      return undefined
    }
  }
}

function describe(error: unknown): string {
  const words = error instanceof Error ? error.message || error.name : String(error)
  return `AWS cannot be asked how far it is (${words}); it goes on, and so does asking.`
}
