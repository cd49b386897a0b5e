import { describe, expect, it } from 'vitest'
import type { LoadResult } from '../../../../src/actions/load.ts'
import { renderLoad } from '../../../../src/ui/results/load.ts'
import { createStyle } from '../../../../src/ui/style.ts'
import { measureWidth } from '../../../../src/ui/truncate.ts'

const style = createStyle({ width: 60, unicode: false })

function makeLoad(parts: Partial<LoadResult> = {}): LoadResult {
  return {
    ...{ ok: true, requested: 1000, concurrency: 10, interrupted: false, durationMs: 2000, requestsPerSecond: 500 },
    ...{ sent: 1000, answered: 1000, failed: 0, abandoned: 0, created: 1000, recorded: 1000 },
    request: { method: 'GET', url: 'http://127.0.0.1:3000/a', bodyBytes: 0 },
    byStatus: { 201: 1000 },
    byError: {},
    latency: { p50: 0.812, p90: 1.52, p99: 14.4, max: 1234 },
    latencyBars: [
      { upToMs: 1, count: 750 },
      { upToMs: 2, count: 249 },
      { upToMs: null, count: 1 },
    ],
    nextSteps: ['rds-proxy-webhook rows'],
    ...parts,
  }
}

describe('renderLoad', () => {
  it('shows bars, percentiles, counts by status, and the sum last', () => {
    expect(renderLoad(makeLoad(), style)).toBe(
      [
        'GET http://127.0.0.1:3000/a',
        '',
        `  <= 1 ms ${'#'.repeat(40)} 750`,
        `  <= 2 ms ${'#'.repeat(13)}${'-'.repeat(27)} 249`,
        `   > 2 ms #${'-'.repeat(39)}   1`,
        '  p50 0.81 ms   p90 1.5 ms   p99 14 ms   max 1.2 s',
        '',
        '  201  1,000  100.0 %',
        '',
        'Next: rds-proxy-webhook rows',
        '',
        '1,000 answers in 2.0 s (500 a second), 0 failed, 1,000 rows recorded',
      ].join('\n'),
    )
  })

  it('shows failures, what was cut off, and answers that name the same row', () => {
    const text = renderLoad(
      makeLoad({
        ...{
          ok: false,
          interrupted: true,
          sent: 500,
          answered: 480,
          failed: 30,
          abandoned: 5,
          created: 465,
          recorded: 460,
        },
        ...{ byStatus: { 201: 465, 503: 15 }, byError: { ECONNRESET: 15 } },
      }),
      style,
    )
    expect(text).toContain('  201         465   93.0 %\n  503          15    3.0 %\n  ECONNRESET   15    3.0 %')
    expect(text).toContain('Interrupted after 500 of 1,000 requests.')
    expect(text).toContain('5 requests had no answer yet and may have been recorded.')
    expect(text).toContain('465 answers were 201, but they name 460 rows only.')
    expect(text).toMatch(/30 failed, 460 rows recorded$/)
  })

  it('has something to say when nothing was sent', () => {
    const { latency: _, ...nothing } = makeLoad({
      interrupted: true,
      sent: 0,
      answered: 0,
      created: 0,
      recorded: 0,
      byStatus: {},
      latencyBars: [],
      requestsPerSecond: 0,
    })
    expect(renderLoad(nothing, style)).toContain('Interrupted after 0 of 1,000 requests.')
  })

  it.each([30, 60, 200])('keeps its bars within %i columns', (width) => {
    const lines = renderLoad(makeLoad(), createStyle({ width })).split('\n').slice(2, 5)
    expect(Math.max(...lines.map(measureWidth))).toBeLessThanOrEqual(width)
  })
})
