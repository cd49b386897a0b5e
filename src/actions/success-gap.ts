import type { Now } from './wait.ts'

/** Measures the longest time in which no request was answered with success, from its making to `end`. */
export class SuccessGap {
  readonly #now: Now
  #last: number
  #longest = 0

  constructor(now: Now) {
    this.#now = now
    this.#last = now()
  }

  succeed(): void {
    this.#close()
  }

  /** What has passed since the last success counts too. */
  end(): void {
    this.#close()
  }

  get longestMs(): number {
    return this.#longest
  }

  #close(): void {
    const now = this.#now()
    this.#longest = Math.max(this.#longest, now - this.#last)
    this.#last = now
  }
}
