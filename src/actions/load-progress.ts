import type { Emit } from '../events.ts'
import type { LoadTally } from './load-tally.ts'
import type { Now } from './wait.ts'

const LEAST_MS_BETWEEN = 100

/** Tells how far a load is, at most ten times a second. */
export class LoadProgress {
  readonly #emit: Emit
  readonly #now: Now
  readonly #total: number | undefined
  readonly #started: number
  #reported = Number.NEGATIVE_INFINITY

  /** @param total how many requests there will be; undefined when the load runs until it is stopped */
  constructor(emit: Emit, now: Now, total?: number) {
    this.#emit = emit
    this.#now = now
    this.#total = total
    this.#started = now()
  }

  /** Call after each request. */
  update(tally: LoadTally): void {
    if (this.#now() - this.#reported >= LEAST_MS_BETWEEN) this.report(tally)
  }

  /** Call at the end, so that the last figures are never left out. */
  report(tally: LoadTally): void {
    this.#reported = this.#now()
    const { sent, failed } = tally
    const total = this.#total === undefined ? {} : { total: this.#total }
    this.#emit('load-progressed', { sent, failed, ...total, elapsedMs: this.#reported - this.#started })
  }
}
