import { describe, expect, it } from 'vitest'
import {
  describeFunctionFigures,
  describeProxyFigures,
} from '../../../../../../src/targets/aws/operate/status/describe-figures.ts'
import type { Figures, Series } from '../../../../../../src/targets/aws/operate/status/figures.ts'
import { listMetricQueries } from '../../../../../../src/targets/aws/operate/status/metric-queries.ts'

const readAt = Date.UTC(2026, 10, 23, 12)
const minutesAgo = (...values: [minutes: number, value: number][]): Series =>
  values.map(([minutes, value]) => ({ at: readAt - minutes * 60_000, value }))

function makeFigures(series: Record<string, Series>): Figures {
  return { readAt, series: new Map(Object.entries(series)) }
}

describe("the proxy's figures", () => {
  const target = { state: 'AVAILABLE' } as const

  it('are the newest of the last quarter of an hour', () => {
    const proxy = describeProxyFigures(
      makeFigures({
        proxy_ClientConnections: minutesAgo([2, 7], [3, 9]),
        proxy_MaxDatabaseConnectionsAllowed: minutesAgo([1, 60]),
        proxy_DatabaseConnections: minutesAgo([16, 5]),
        proxy_DatabaseConnectionsBorrowLatency: minutesAgo([2, 840]),
      }),
      target,
    )
    expect(proxy).toMatchObject({ clientConnections: 7, maxDatabaseConnectionsAllowed: 60, databaseConnections: 0 })
    expect(proxy.metrics).toEqual({
      ...{ ClientConnections: 7, MaxDatabaseConnectionsAllowed: 60, DatabaseConnectionsBorrowLatency: 840 },
    })
  })
})

describe("a function's figures", () => {
  it('are sums of the hour, the most at once, and those busy now', () => {
    const figures = makeFigures({
      webhook_Invocations: minutesAgo([1, 3], [40, 4]),
      webhook_Errors: minutesAgo([1, 1]),
      webhook_ConcurrentExecutions: minutesAgo([1, 2], [40, 6]),
    })
    expect(describeFunctionFigures('webhook', figures)).toEqual({
      ...{ name: 'webhook', environments: 6, busy: 2, invocations: 7, errors: 1, throttles: 0 },
    })
  })

  it('are nothing for one that nobody called', () => {
    expect(describeFunctionFigures('query', makeFigures({}))).toMatchObject({
      environments: 0,
      busy: 0,
      invocations: 0,
    })
  })
})

describe('the request for all figures', () => {
  const queries = listMetricQueries('my-proxy', [{ name: 'webhook', functionName: 'my-webhook' }])

  it('has ids as CloudWatch wants them, each once', () => {
    const ids = queries.map(({ Id }) => Id ?? '')
    expect(ids.every((id) => /^[a-z][a-zA-Z0-9_]*$/.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(11)
  })

  it('asks for averages of latencies and sums of counts', () => {
    const statOf = (metric: string) => queries.find(({ MetricStat }) => MetricStat?.Metric?.MetricName === metric)
    expect(statOf('DatabaseConnectionsBorrowLatency')?.MetricStat?.Stat).toBe('Average')
    expect(statOf('ClientConnections')?.MetricStat).toMatchObject({
      Stat: 'Sum',
      Metric: { Namespace: 'AWS/RDS', Dimensions: [{ Name: 'ProxyName', Value: 'my-proxy' }] },
    })
  })
})
