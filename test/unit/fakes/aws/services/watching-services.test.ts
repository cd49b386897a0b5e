import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  CloudWatchLogsClient,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeAws, startFakeAws } from '../../../../fakes/aws/server.ts'
import { addLogGroup, writeLog } from '../../../../fakes/aws/state/log-groups.ts'
import { reach } from '../whole-stack.ts'

let aws: FakeAws
let logs: CloudWatchLogsClient
let metrics: CloudWatchClient

beforeAll(async () => {
  aws = await startFakeAws()
  logs = new CloudWatchLogsClient(reach(aws))
  metrics = new CloudWatchClient(reach(aws))
  for (const name of ['/aws/lambda/b', '/aws/lambda/a', '/other']) addLogGroup(aws.account, name, { team: name })
})

afterAll(() => aws.close())

describe('log groups', () => {
  it('G1 are listed by prefix and page by page, and gone when deleted', async () => {
    const logGroupNamePrefix = '/aws/lambda/'
    const one = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix, limit: 1 }))
    const two = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix, limit: 1, nextToken: one.nextToken }),
    )
    const names = [...(one.logGroups ?? []), ...(two.logGroups ?? [])].map(({ logGroupName }) => logGroupName)
    expect(names).toEqual(['/aws/lambda/a', '/aws/lambda/b'])
    const [group] = one.logGroups ?? []
    expect(group?.arn).toBe(`${group?.logGroupArn}:*`)
    const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn: group?.logGroupArn }))
    expect(tags).toEqual({ team: '/aws/lambda/a' })
    await logs.send(new DeleteLogGroupCommand({ logGroupName: '/aws/lambda/a' }))
    await expect(logs.send(new DeleteLogGroupCommand({ logGroupName: '/aws/lambda/a' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })

  it('G2 give the lines that have all words, within a time', async () => {
    for (const line of ['pinned: one', 'other', 'pinned: two']) {
      writeLog(aws.account, '/other', 'stream', line)
      aws.advance(10)
    }
    const find = async (more: object) => {
      const filter = { logGroupName: '/other', filterPattern: '"pinned: "', ...more }
      return (await logs.send(new FilterLogEventsCommand(filter))).events?.map(({ message }) => message)
    }
    expect(await find({})).toEqual(['pinned: one', 'pinned: two'])
    expect(await find({ startTime: aws.clock.now() - 15_000 })).toEqual(['pinned: two'])
  })
})

describe('metrics', () => {
  const minute = 60_000
  const Dimensions = [{ Name: 'ProxyName', Value: 'p' }]
  const metric = { Namespace: 'AWS/RDS', MetricName: 'ClientConnections' }
  const range = (now: number) => ({ StartTime: new Date(now - 10 * minute), EndTime: new Date(now) })

  it('M1 are summarised by period from the series of the test', async () => {
    const now = Math.floor(aws.clock.now() / minute) * minute
    aws.account.series.push({
      namespace: 'AWS/RDS',
      metric: 'ClientConnections',
      dimensions: { ProxyName: 'p' },
      points: [
        { timestamp: now - 3 * minute, value: 4 },
        { timestamp: now - 2 * minute, value: 6 },
        { timestamp: now - 2 * minute + 1000, value: 8 },
      ],
    })
    const MetricStat = { Metric: { ...metric, Dimensions }, Period: 60, Stat: 'Sum' }
    const Other = { Metric: { ...metric, Dimensions: [] }, Period: 60, Stat: 'Sum' }
    const MetricDataQueries = [
      { Id: 'clients', MetricStat },
      { Id: 'none', MetricStat: Other },
    ]
    const data = await metrics.send(new GetMetricDataCommand({ MetricDataQueries, ...range(now) }))
    expect(data.MetricDataResults).toMatchObject([
      { Id: 'clients', Values: [14, 4], StatusCode: 'Complete' },
      { Id: 'none', Values: [] },
    ])
    expect(data.MetricDataResults?.[0]?.Timestamps?.[0]).toEqual(new Date(now - 2 * minute))
    const { Datapoints } = await metrics.send(
      new GetMetricStatisticsCommand({ ...metric, Dimensions, Period: 60, Statistics: ['Average'], ...range(now) }),
    )
    expect(Datapoints?.map(({ Average }) => Average)).toEqual([4, 7])
  })

  it('M1 are refused as expressions and percentiles, which the fake does not work out', async () => {
    const now = aws.clock.now()
    const ask = (query: object) =>
      metrics.send(new GetMetricDataCommand({ MetricDataQueries: [{ Id: 'a', ...query }], ...range(now) }))
    await expect(ask({ Expression: '1 + 1' })).rejects.toThrow('The fake has no expressions')
    aws.account.series.push({ namespace: 'N', metric: 'm', dimensions: {}, points: [{ timestamp: now - 1, value: 1 }] })
    const Metric = { Namespace: 'N', MetricName: 'm' }
    await expect(ask({ MetricStat: { Metric, Period: 60, Stat: 'p99' } })).rejects.toThrow('no statistic p99')
  })

  it('M2 have alarms', async () => {
    for (const [name, state] of [
      ['dev-a', 'OK'],
      ['dev-b', 'ALARM'],
      ['other', 'ALARM'],
    ] as const) {
      const place = { namespace: 'N', metric: 'm', dimensions: {}, threshold: 1, comparison: 'GreaterThanThreshold' }
      const alarm = { name, arn: name, description: '', state, stateReason: '', changedAt: 0, ...place }
      aws.account.alarms.set(name, alarm)
    }
    const list = async (input: object) =>
      (await metrics.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(({ AlarmName }) => AlarmName)
    expect(await list({ AlarmNamePrefix: 'dev-' })).toEqual(['dev-a', 'dev-b'])
    expect(await list({ AlarmNames: ['other', 'none'] })).toEqual(['other'])
    expect(await list({ AlarmNamePrefix: 'dev-', StateValue: 'ALARM' })).toEqual(['dev-b'])
  })
})
