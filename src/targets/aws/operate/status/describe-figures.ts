import type { TargetHealth } from '../../../target.ts'
import type { FunctionStatus, ProxyStatus } from '../../../target-status.ts'
import { type Figures, findHighest, findLatest, sumUp } from './figures.ts'
import {
  type FunctionMetric,
  nameFunctionMetric,
  nameProxyMetric,
  type ProxyMetric,
  proxyMetrics,
} from './metric-queries.ts'

/** CloudWatch has a proxy's values after a minute or two; what is older than this says nothing about now. */
const PROXY_AGE_MS = 15 * 60_000

/** A function that nobody called has no values at all. */
const BUSY_AGE_MS = 3 * 60_000

/** The proxy's pool. A metric without a recent value counts as 0: nobody uses it. */
export function describeProxyFigures(figures: Figures, target: TargetHealth): ProxyStatus {
  const latest = (metric: ProxyMetric) =>
    findLatest(figures.series.get(nameProxyMetric(metric)), figures.readAt - PROXY_AGE_MS)
  const names = Object.keys(proxyMetrics) as ProxyMetric[]
  const known = names.flatMap((name) => {
    const value = latest(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    clientConnections: latest('ClientConnections') ?? 0,
    databaseConnections: latest('DatabaseConnections') ?? 0,
    databaseConnectionsCurrentlyBorrowed: latest('DatabaseConnectionsCurrentlyBorrowed') ?? 0,
    databaseConnectionsCurrentlySessionPinned: latest('DatabaseConnectionsCurrentlySessionPinned') ?? 0,
    databaseConnectionsCurrentlyInTransaction: latest('DatabaseConnectionsCurrentlyInTransaction') ?? 0,
    maxDatabaseConnectionsAllowed: latest('MaxDatabaseConnectionsAllowed') ?? 0,
    target,
    metrics: Object.fromEntries(known),
  }
}

/** What a function did in the last hour. Lambda does not count cold starts. */
export function describeFunctionFigures(name: string, figures: Figures): FunctionStatus {
  const series = (metric: FunctionMetric) => figures.series.get(nameFunctionMetric(name, metric))
  return {
    name,
    environments: findHighest(series('ConcurrentExecutions')),
    busy: findLatest(series('ConcurrentExecutions'), figures.readAt - BUSY_AGE_MS) ?? 0,
    invocations: sumUp(series('Invocations')),
    errors: sumUp(series('Errors')),
    throttles: sumUp(series('Throttles')),
  }
}
