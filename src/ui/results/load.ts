import type { LatencyBar } from '../../actions/latency-histogram.ts'
import type { LoadResult } from '../../actions/load.ts'
import { drawBar } from '../bar.ts'
import { formatDuration } from '../duration.ts'
import { renderNextSteps } from '../error.ts'
import { formatLatency } from '../latency.ts'
import { formatCount, formatNumber } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'

/** Many requests: how long the answers took, what they were, and the sum of it in the last line. */
export function renderLoad(result: LoadResult, style: Style): string {
  const blocks = [
    [style.dim(`${sanitize(result.request.method)} ${sanitize(result.request.url)}`)],
    renderLatency(result, style),
    renderCounts(result, style),
    renderTroubles(result, style),
    renderNextSteps('Next:', result.nextSteps, style),
    [renderSum(result, style)],
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function renderLatency({ latency, latencyBars }: LoadResult, style: Style): string[] {
  if (!latency) return []
  const { p50, p90, p99, max } = latency
  const figures = Object.entries({ p50, p90, p99, max }).map(([name, ms]) => `${style.dim(name)} ${formatLatency(ms)}`)
  return [...renderBars(latencyBars, style), `  ${figures.join('   ')}`]
}

function renderBars(bars: readonly LatencyBar[], style: Style): string[] {
  const most = Math.max(...bars.map((bar) => bar.count))
  const labels = bars.map((bar, index) => labelOf(bar, bars[index - 1], style))
  const width = Math.max(...labels.map((label) => label.length))
  const counts = bars.map((bar) => formatNumber(bar.count))
  const countWidth = Math.max(...counts.map((count) => count.length))
  const room = Math.max(Math.min(style.width - width - countWidth - 6, 40), 5)
  return bars.map(
    (bar, index) =>
      `  ${labels[index]?.padStart(width)} ${drawBar(bar.count / most, room, style)} ${counts[index]?.padStart(countWidth)}`,
  )
}

function labelOf({ upToMs }: LatencyBar, before: LatencyBar | undefined, style: Style): string {
  const text = (ms: number) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`)
  if (upToMs !== null) return `${style.unicode ? '≤' : '<='} ${text(upToMs)}`
  return `> ${text(before?.upToMs ?? 60_000)}`
}

function renderCounts({ byStatus, byError, sent }: LoadResult, style: Style): string[] {
  const statuses = Object.entries(byStatus).map(([status, count]) => ({
    name: status,
    count,
    good: status.startsWith('2'),
  }))
  const errors = Object.entries(byError).map(([name, count]) => ({ name, count, good: false }))
  const all = [...statuses, ...errors]
  const nameWidth = Math.max(...all.map(({ name }) => name.length))
  const countWidth = Math.max(...all.map(({ count }) => formatNumber(count).length))
  return all.map(({ name, count, good }) => {
    const label = sanitize(name).padEnd(nameWidth)
    const share = `${((count / sent) * 100).toFixed(1)} %`
    return `  ${good ? style.green(label) : style.red(label)}  ${formatNumber(count).padStart(countWidth)}  ${share.padStart(7)}`
  })
}

function renderTroubles(result: LoadResult, style: Style): string[] {
  const { interrupted, sent, requested, abandoned, created, recorded } = result
  const troubles: string[] = []
  if (interrupted) troubles.push(`Interrupted after ${formatNumber(sent)} of ${formatNumber(requested)} requests.`)
  if (abandoned > 0) troubles.push(`${formatCount(abandoned, 'request')} had no answer yet and may have been recorded.`)
  if (recorded < created) {
    troubles.push(`${formatNumber(created)} answers were 201, but they name ${formatCount(recorded, 'row')} only.`)
  }
  return troubles.map((trouble) => style.yellow(trouble))
}

function renderSum(result: LoadResult, style: Style): string {
  const { answered, failed, durationMs, requestsPerSecond, recorded } = result
  const failures = failed > 0 ? style.red(`${formatNumber(failed)} failed`) : style.green('0 failed')
  const rate = `${formatCount(answered, 'answer')} in ${formatDuration(durationMs)} (${formatNumber(requestsPerSecond)} a second)`
  return `${rate}, ${failures}, ${style.bold(`${formatCount(recorded, 'row')} recorded`)}`
}
