import { performance } from 'node:perf_hooks'

/**
 * The account's own clock. It stands still until it is advanced, or runs `speed` times as fast as the computer's. Work
 * that is planned on it is done when somebody looks (`settle`), in order and each at its own time, so that no timer is
 * left behind and equal sequences of requests give equal histories.
 */
export class FakeClock {
  readonly #start: number
  readonly #speed: number
  readonly #startedAt = performance.now()
  #advanced = 0
  #pinned: number | undefined
  #planned: { at: number; order: number; work: () => void }[] = []
  #order = 0

  /** @param speed 0: stands still until advanced. @param start milliseconds since 1970 */
  constructor({ speed = 0, start }: { speed?: number; start?: number } = {}) {
    this.#speed = speed
    this.#start = start ?? (speed === 0 ? Date.UTC(2026, 10, 23, 12) : Date.now())
  }

  /** Milliseconds since 1970. While planned work is done: the time that it was planned for. */
  now(): number {
    return this.#pinned ?? this.#current()
  }

  /** Plans work. @returns a function that calls it off */
  after(seconds: number, work: () => void): () => void {
    this.#order += 1
    const planned = { at: this.now() + seconds * 1000, order: this.#order, work }
    this.#planned.push(planned)
    return () => {
      this.#planned = this.#planned.filter((each) => each !== planned)
    }
  }

  /** Lets time pass, and does what comes due. */
  advance(seconds: number): void {
    this.#advanced += seconds * 1000
    this.settle()
  }

  /** Does what has come due since the last time. */
  settle(): void {
    if (this.#pinned !== undefined) return
    const until = this.#current()
    for (;;) {
      const [next] = this.#planned
        .filter(({ at }) => at <= until)
        .sort((one, other) => one.at - other.at || one.order - other.order)
      if (next === undefined) break
      this.#planned = this.#planned.filter((each) => each !== next)
      this.#doAt(next.at, next.work)
    }
  }

  /** How much work is planned. */
  get pending(): number {
    return this.#planned.length
  }

  #current(): number {
    return this.#start + this.#advanced + (performance.now() - this.#startedAt) * this.#speed
  }

  #doAt(time: number, work: () => void) {
    this.#pinned = time
    try {
      work()
    } finally {
      this.#pinned = undefined
    }
  }
}
