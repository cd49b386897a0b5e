/**
 * API Gateway's throttling: a bucket of `burstLimit` tokens that fills at `rateLimit` tokens a second. Each request
 * takes one. Source: API Gateway developer guide, "Throttle your HTTP APIs".
 */
export class TokenBucket {
  readonly #ratePerMs: number
  readonly #capacity: number
  #tokens: number
  #filledAt: number

  /** @param now milliseconds that never jump back */
  constructor(limits: { rateLimit: number; burstLimit: number }, now: number) {
    this.#ratePerMs = limits.rateLimit / 1000
    this.#capacity = limits.burstLimit
    this.#tokens = limits.burstLimit
    this.#filledAt = now
  }

  /** Takes a token; false when there is none. */
  take(now: number): boolean {
    this.#tokens = Math.min(this.#capacity, this.#tokens + (now - this.#filledAt) * this.#ratePerMs)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
