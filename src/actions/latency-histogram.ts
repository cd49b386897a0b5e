import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** Milliseconds below which a share of the answers came. */
export interface LatencySummary {
  p50: number
  p90: number
  p99: number
  max: number
}

/** Answers that took up to `upToMs` and longer than the bar before; the last bar has no upper bound. */
export interface LatencyBar {
  upToMs: number | null
  count: number
}

/** Upper bounds of the bars in milliseconds: 1, 2, 5 and so on up to a minute. */
const BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000]
const MICROSECONDS = 1000

/** Latencies of any number of requests in constant memory, with percentiles exact to three figures. */
export class LatencyHistogram {
  readonly #histogram: RecordableHistogram = createHistogram({ figures: 3 })
  readonly #bars = new Array<number>(BOUNDS.length + 1).fill(0)

  /** Takes one latency in milliseconds. */
  record(ms: number): void {
    this.#histogram.record(Math.max(1, Math.round(ms * MICROSECONDS)))
    const bar = BOUNDS.findIndex((bound) => ms <= bound)
    const index = bar < 0 ? BOUNDS.length : bar
    this.#bars[index] = (this.#bars[index] ?? 0) + 1
  }

  /** Undefined while nothing was recorded. */
  summarize(): LatencySummary | undefined {
    if (this.#histogram.count === 0) return undefined
    const at = (percentile: number) => this.#histogram.percentile(percentile) / MICROSECONDS
    return { p50: at(50), p90: at(90), p99: at(99), max: this.#histogram.max / MICROSECONDS }
  }

  /** The bars from the first to the last one that counts something, empty ones between them included. */
  bars(): LatencyBar[] {
    const bars = this.#bars.map((count, index) => ({ upToMs: BOUNDS[index] ?? null, count }))
    const first = bars.findIndex((bar) => bar.count > 0)
    const last = bars.findLastIndex((bar) => bar.count > 0)
    return first < 0 ? [] : bars.slice(first, last + 1)
  }
}
