import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LatencyHistogram } from '../../../src/actions/latency-histogram.ts'

function record(latencies: readonly number[]): LatencyHistogram {
  const histogram = new LatencyHistogram()
  for (const ms of latencies) histogram.record(ms)
  return histogram
}

describe('LatencyHistogram', () => {
  it('has nothing to say when nothing was recorded', () => {
    expect(record([]).summarize()).toBeUndefined()
    expect(record([]).bars()).toEqual([])
  })

  it('is within a thousandth, and a microsecond, of the exact percentiles (nearest rank)', () => {
    const latency = fc.double({ min: 0, max: 120_000, noNaN: true })
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 300 }), (latencies) => {
        const sorted = latencies.toSorted((a, b) => a - b)
        const exact = (share: number) => sorted[Math.max(1, Math.floor(share * sorted.length + 0.5)) - 1] ?? 0
        const summary = record(latencies).summarize()
        for (const [actual, wanted] of [
          [summary?.p50, exact(0.5)],
          [summary?.p90, exact(0.9)],
          [summary?.p99, exact(0.99)],
          [summary?.max, exact(1)],
        ] as const) {
          expect(Math.abs((actual ?? Number.NaN) - wanted)).toBeLessThanOrEqual(wanted / 1000 + 0.0012)
        }
      }),
    )
  })

  it('counts each latency in one bar, bounds included, without gaps between the first and the last', () => {
    expect(record([1.5, 2, 2.1, 30, 99_999]).bars()).toEqual([
      { upToMs: 2, count: 2 },
      { upToMs: 5, count: 1 },
      { upToMs: 10, count: 0 },
      { upToMs: 20, count: 0 },
      { upToMs: 50, count: 1 },
      ...[100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000].map((upToMs) => ({ upToMs, count: 0 })),
      { upToMs: null, count: 1 },
    ])
  })
})
