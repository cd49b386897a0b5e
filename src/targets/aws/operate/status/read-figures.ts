import type { AwsEnvironment } from '../../environment.ts'
import type { Figures, Series } from './figures.ts'
import { listMetricQueries } from './metric-queries.ts'
import type { DeployedFunction } from './read-functions.ts'

const HOUR_MS = 3_600_000

/**
 * The proxy's and the functions' metrics of the last hour, minute by minute, in one request.
 * @param now milliseconds since 1970
 * @throws the SDK's errors
 */
export async function readFigures(
  env: AwsEnvironment,
  proxyName: string,
  functions: readonly DeployedFunction[],
  now: number,
): Promise<Figures> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch')
  const client = await env.clients.cloudWatch()
  const series = new Map<string, Series>()
  let token: string | undefined
  do {
    const page = await client.send(
      new GetMetricDataCommand({
        StartTime: new Date(now - HOUR_MS),
        EndTime: new Date(now),
        ScanBy: 'TimestampDescending',
        MetricDataQueries: listMetricQueries(proxyName, functions),
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    )
    for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      const values = Timestamps.map((at, index) => ({ at: at.getTime(), value: Values[index] ?? 0 }))
      series.set(Id, [...(series.get(Id) ?? []), ...values])
    }
    token = page.NextToken
  } while (token !== undefined)
  return { readAt: now, series }
}
