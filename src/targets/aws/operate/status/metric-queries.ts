import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import type { DeployedFunction } from './read-functions.ts'

/** RDS Proxy's metrics (namespace AWS/RDS) that are shown, each with the statistic that makes sense of it. */
export const proxyMetrics = {
  ClientConnections: 'Sum',
  DatabaseConnections: 'Sum',
  MaxDatabaseConnectionsAllowed: 'Sum',
  DatabaseConnectionsCurrentlySessionPinned: 'Sum',
  DatabaseConnectionsCurrentlyBorrowed: 'Sum',
  DatabaseConnectionsCurrentlyInTransaction: 'Sum',
  /** Microseconds. */
  DatabaseConnectionsBorrowLatency: 'Average',
} as const
export type ProxyMetric = keyof typeof proxyMetrics

const functionMetrics = {
  Invocations: 'Sum',
  Errors: 'Sum',
  Throttles: 'Sum',
  ConcurrentExecutions: 'Maximum',
} as const
export type FunctionMetric = keyof typeof functionMetrics

/** Seconds. CloudWatch aligns values to it, so a long one would reach back further than was asked. */
const PERIOD = 60

/** Everything in one request: it may hold 500 queries. */
export function listMetricQueries(proxyName: string, functions: readonly DeployedFunction[]): MetricDataQuery[] {
  const ofProxy = Object.entries(proxyMetrics).map(([metric, stat]) =>
    query(nameProxyMetric(metric as ProxyMetric), 'AWS/RDS', metric, 'ProxyName', proxyName, stat),
  )
  const ofFunctions = functions.flatMap(({ name, functionName }) =>
    Object.entries(functionMetrics).map(([metric, stat]) =>
      query(
        nameFunctionMetric(name, metric as FunctionMetric),
        'AWS/Lambda',
        metric,
        'FunctionName',
        functionName,
        stat,
      ),
    ),
  )
  return [...ofProxy, ...ofFunctions]
}

/** Ids begin with a small letter. */
export function nameProxyMetric(metric: ProxyMetric): string {
  return `proxy_${metric}`
}

export function nameFunctionMetric(name: string, metric: FunctionMetric): string {
  return `${name}_${metric}`
}

function query(
  id: string,
  namespace: string,
  metric: string,
  dimension: string,
  value: string,
  stat: string,
): MetricDataQuery {
  return {
    Id: id,
    ReturnData: true,
    MetricStat: {
      Metric: { Namespace: namespace, MetricName: metric, Dimensions: [{ Name: dimension, Value: value }] },
      Period: PERIOD,
      Stat: stat,
    },
  }
}
