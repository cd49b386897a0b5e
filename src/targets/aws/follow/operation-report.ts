import { expectTime } from '../../../estimates/expected-seconds.ts'
import type { Emit, Events, Operation } from '../../../events.ts'
import type { Pace } from '../operate/pace.ts'
import { hasSucceeded } from './operation-end.ts'
import { type EstimateInput, estimateOperation, listSlow } from './operation-estimate.ts'
import type { Direction } from './operation-tracker.ts'
import { countProgress, type ProgressCount } from './progress-count.ts'
import type { StackEvent } from './stack-event.ts'

/** Says by events what a tracker knows of an operation. */
export class OperationReport {
  readonly #of: Omit<EstimateInput, 'now'> & { pace: Pace }
  readonly #emit: Emit

  constructor(of: Omit<EstimateInput, 'now'> & { pace: Pace }, emit: Emit) {
    this.#of = of
    this.#emit = emit
  }

  /** Takes an event of the stack and tells what it has changed. */
  tell(event: StackEvent): void {
    const { move, direction } = this.#of.tracker.apply(event)
    if (direction) this.#emit('operation-started', { direction, resources: this.#listResources(direction) })
    if (move) this.#emit('resource-moved', move)
  }

  /** Nothing is told before the operation is seen. */
  tellProgress(): void {
    const { tracker } = this.#of
    if (tracker.beganAt === undefined) return
    const now = this.#now()
    const remainingSeconds = estimateOperation({ ...this.#of, now })
    this.#emit('operation-progressed', {
      ...this.#count(),
      elapsedSeconds: Math.round((now - tracker.beganAt) / 1_000),
      ...(remainingSeconds === undefined ? {} : { remainingSeconds }),
      slow: listSlow({ ...this.#of, now }),
    })
  }

  end(outcome: Events['operation-ended']['outcome']): void {
    this.#emit('operation-ended', { outcome })
  }

  /** CloudFormation touches less than was expected when a change turns out to be none. */
  #count(): ProgressCount {
    const { tracker, expected } = this.#of
    const { finished, total } = countProgress(tracker, expected?.length)
    const complete = hasSucceeded({ status: tracker.status ?? '' })
    return { finished: complete ? total || finished : finished, total }
  }

  /** In a rollback: what was touched, the last first, as it is undone in about that order. */
  #listResources(direction: Direction): Operation['resources'] {
    const { tracker, expected = [], learned } = this.#of
    const undone = [...tracker.forward.values()].reverse()
    if (direction === 'roll-back') return undone.map(({ id, kind }) => ({ id, kind }))
    return expected.map(({ id, kind, verb }) => ({
      id,
      kind,
      expectedSeconds: expectTime(kind, verb, learned).seconds,
    }))
  }

  /** This computer's clock, unless it is behind what AWS has told already. */
  #now(): number {
    const { tracker, pace } = this.#of
    return Math.max(pace.now(), tracker.events.at(-1)?.at.getTime() ?? 0)
  }
}
