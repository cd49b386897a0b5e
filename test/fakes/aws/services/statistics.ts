import type { FakeAccount } from '../account.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeSeries } from '../state/watching.ts'

export interface MetricName {
  Namespace: string
  MetricName: string
  Dimensions?: { Name: string; Value: string }[]
}

export type Statistic = 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount'

/** What fell into one period. */
export interface Bucket {
  at: number
  values: number[]
}

/** Points of the metric with exactly these dimensions; a metric that nobody wrote has none. */
export function findSeries(account: FakeAccount, { Namespace, MetricName, Dimensions = [] }: MetricName) {
  const wanted = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()
  return account.series
    .filter(({ namespace, metric }) => namespace === Namespace && metric === MetricName)
    .filter((series) => isSame(series, wanted))
    .flatMap(({ points }) => points)
}

function isSame({ dimensions }: FakeSeries, wanted: readonly string[]): boolean {
  const own = Object.entries(dimensions).map(([name, value]) => `${name}=${value}`)
  return own.sort().join() === wanted.join()
}

/** @param period seconds; times of the range are seconds since 1970, its end is not in it */
export function groupByPeriod(
  points: readonly { timestamp: number; value: number }[],
  period: number,
  range: { StartTime?: unknown; EndTime?: unknown },
): Bucket[] {
  const from = readTime(range.StartTime)
  const to = readTime(range.EndTime)
  const buckets = new Map<number, number[]>()
  for (const { timestamp, value } of points) {
    if (timestamp < from || timestamp >= to) continue
    const at = Math.floor(timestamp / (period * 1000)) * period * 1000
    buckets.set(at, [...(buckets.get(at) ?? []), value])
  }
  return [...buckets].map(([at, values]) => ({ at, values })).sort((one, other) => one.at - other.at)
}

/** JSON has times as seconds since 1970. */
function readTime(time: unknown): number {
  if (typeof time === 'number') return time * 1000
  throw new FakeServiceError('InvalidParameterValue', 'StartTime and EndTime are times.')
}

export function summarize(values: readonly number[], statistic: Statistic): number {
  const sum = values.reduce((total, value) => total + value, 0)
  switch (statistic) {
    case 'Sum':
      return sum
    case 'Average':
      return sum / values.length
    case 'Minimum':
      return Math.min(...values)
    case 'Maximum':
      return Math.max(...values)
    case 'SampleCount':
      return values.length
    default:
      throw new FakeServiceError('InvalidParameterValue', `The fake has no statistic ${statistic}.`)
  }
}
