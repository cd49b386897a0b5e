import type { Emit } from '../events.ts'
import type { OutgoingRequest } from './http-sender.ts'
import { LoadProgress } from './load-progress.ts'
import { type LoadRunOptions, runLoad } from './load-run.ts'
import { isSuccess, type LoadTally } from './load-tally.ts'
import type { RotationTimings } from './rotation-timings.ts'
import { SuccessGap } from './success-gap.ts'
import type { Now, Wait } from './wait.ts'

export interface RotationLoadParts {
  baseUrl: string
  request: OutgoingRequest
  concurrency: number
  timings: RotationTimings
  emit: Emit
  signal: AbortSignal
  now: Now
  wait: Wait
}

export interface RotationLoadFigures {
  tally: LoadTally
  /** Longest time between two answers with success, in milliseconds. */
  longestGapMs: number
  /** Answers with success. */
  successes: number
}

/** How long an interrupt waits for the requests in flight, in milliseconds. */
const INTERRUPT_GRACE_MS = 2_000

/** Steady requests to the environment's URL from its making to `stop`. */
export class RotationLoad {
  readonly #stop = new AbortController()
  readonly #gap: SuccessGap
  readonly #progress: LoadProgress
  readonly #running: Promise<LoadTally>
  #successes = 0

  constructor(parts: RotationLoadParts) {
    this.#gap = new SuccessGap(parts.now)
    this.#progress = new LoadProgress(parts.emit, parts.now)
    this.#running = runLoad(describeSteadyLoad(parts, this.#stop.signal, (...taken) => this.#take(...taken)))
  }

  /** Begins no more requests, and waits for the answers of those in flight. May be called again. */
  async stop(): Promise<RotationLoadFigures> {
    if (!this.#stop.signal.aborted) this.#gap.end()
    this.#stop.abort()
    const tally = await this.#running
    this.#progress.report(tally)
    return { tally, longestGapMs: this.#gap.longestMs, successes: this.#successes }
  }

  #take(...[outcome, tally]: Parameters<NonNullable<LoadRunOptions['onOutcome']>>): void {
    if (outcome.kind === 'answered' && isSuccess(outcome.status)) {
      this.#successes++
      this.#gap.succeed()
    }
    this.#progress.update(tally)
  }
}

/** The load of a rotation, for {@link runLoad}: without end, and with pauses, so that it does not throttle itself. */
export function describeSteadyLoad(
  parts: RotationLoadParts,
  stop: AbortSignal,
  onOutcome: NonNullable<LoadRunOptions['onOutcome']>,
): LoadRunOptions {
  const { baseUrl, request, concurrency, timings, now, wait, signal } = parts
  return {
    ...{ baseUrl, request, concurrency, now, wait, onOutcome },
    ...{ restMs: timings.restMs, timeoutMs: timings.requestTimeoutMs },
    stop: AbortSignal.any([signal, stop]),
    // Read when the load is stopped: Ctrl-C shall not wait for the slowest request.
    get graceMs() {
      return signal.aborted ? INTERRUPT_GRACE_MS : timings.requestTimeoutMs
    },
  }
}
