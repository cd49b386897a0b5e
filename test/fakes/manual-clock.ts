import type { Clock } from '../../src/targets/local/lambda/clock.ts'

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #elapsed = 0
  readonly #start: number
  readonly #timers = new Set<{ at: number; work: () => void }>()

  constructor(start = Date.UTC(2026, 10, 23, 12)) {
    this.#start = start
  }

  now(): number {
    return this.#start + this.#elapsed
  }

  elapsed(): number {
    return this.#elapsed
  }

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.#elapsed + ms, work }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Lets time pass and runs, in order, what comes due. */
  advance(ms: number): void {
    const end = this.#elapsed + ms
    for (;;) {
      const due = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#timers.delete(due)
      this.#elapsed = due.at
      due.work()
    }
    this.#elapsed = end
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size
  }
}
