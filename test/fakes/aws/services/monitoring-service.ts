import type { FakeAccount } from '../account.ts'
import { createJsonService } from '../protocols/json.ts'
import type { Input, Operations } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeAlarm } from '../state/watching.ts'
import { readSize, takePage } from './paging.ts'
import { type Bucket, findSeries, groupByPeriod, type MetricName, type Statistic, summarize } from './statistics.ts'

const operations: Operations = {
  GetMetricData: (input, { account }) => getMetricData(account, input),
  GetMetricStatistics: (input, { account }) => getMetricStatistics(account, input),
  DescribeAlarms: (input, { account }) => describeAlarms(account, input),
}

/** CloudWatch: the series that a test put into the account, and the alarms of the stack. */
export const monitoringService = createJsonService('monitoring', '1.0', operations)

interface MetricQuery {
  Id: string
  Label?: string
  ReturnData?: boolean
  Expression?: string
  MetricStat?: { Metric: MetricName; Period: number; Stat: Statistic }
}

/** Points are newest first unless asked otherwise. Expressions are not understood. */
function getMetricData(account: FakeAccount, input: Input): object {
  const queries = (input.MetricDataQueries ?? []) as MetricQuery[]
  if (queries.length === 0 || queries.length > 500) {
    const message = 'The collection MetricDataQueries must have between 1 and 500 members.'
    throw new FakeServiceError('ValidationError', message)
  }
  const newestFirst = (input.ScanBy ?? 'TimestampDescending') === 'TimestampDescending'
  const MetricDataResults = queries
    .filter(({ ReturnData = true }) => ReturnData)
    .map(({ Id, Label, MetricStat }) => {
      if (MetricStat === undefined)
        throw new FakeServiceError('ValidationError', `The fake has no expressions (${Id}).`)
      const { Metric, Period, Stat } = MetricStat
      const buckets = groupByPeriod(findSeries(account, Metric), Period, input)
      if (newestFirst) buckets.reverse()
      return {
        Id,
        Label: Label ?? Metric.MetricName,
        Timestamps: buckets.map(({ at }) => new Date(at)),
        Values: buckets.map(({ values }) => summarize(values, Stat)),
        StatusCode: 'Complete',
      }
    })
  return { MetricDataResults, Messages: [] }
}

/** In no order, as documented: here the oldest is first. */
function getMetricStatistics(account: FakeAccount, input: Input): object {
  const statistics = (input.Statistics ?? []) as Statistic[]
  const buckets = groupByPeriod(findSeries(account, input as unknown as MetricName), Number(input.Period), input)
  const Datapoints = buckets.map(({ at, values }: Bucket) => ({
    Timestamp: new Date(at),
    ...Object.fromEntries(statistics.map((name) => [name, summarize(values, name)])),
    Unit: 'None',
  }))
  return { Label: input.MetricName, Datapoints }
}

function describeAlarms(account: FakeAccount, input: Input): object {
  const { AlarmNamePrefix: prefix = '', AlarmNames: names, StateValue: state, NextToken, MaxRecords } = input
  const all = [...account.alarms.values()]
    .filter(({ name }) => name.startsWith(String(prefix)))
    .filter(({ name }) => names === undefined || (names as string[]).includes(name))
    .filter((alarm) => state === undefined || alarm.state === state)
  const page = takePage(all, { token: NextToken, size: readSize(MaxRecords, 50), refusal: 'InvalidNextToken' })
  return { MetricAlarms: page.items.map(describeAlarm), CompositeAlarms: [], NextToken: page.next }
}

function describeAlarm(alarm: FakeAlarm): object {
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    ActionsEnabled: true,
    StateValue: alarm.state,
    StateReason: alarm.stateReason,
    StateUpdatedTimestamp: new Date(alarm.changedAt),
    MetricName: alarm.metric,
    Namespace: alarm.namespace,
    Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
    Threshold: alarm.threshold,
    ComparisonOperator: alarm.comparison,
  }
}
