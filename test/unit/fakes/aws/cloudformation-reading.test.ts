import {
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  type ListStacksCommandInput,
  paginateDescribeStacks,
} from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catchError } from './catch-error.ts'
import { StackUnderTest } from './stack-under-test.ts'

let under: StackUnderTest

beforeEach(async () => {
  under = await StackUnderTest.start()
})

afterEach(() => under.fake.close())

const describeStack = (StackName: string) => under.client.send(new DescribeStacksCommand({ StackName }))
const readEvents = (StackName: string, NextToken?: string) =>
  under.client.send(new DescribeStackEventsCommand({ StackName, ...(NextToken === undefined ? {} : { NextToken }) }))

describe('reading stacks', () => {
  it('CS13 finds a deleted stack by its ARN only, and takes its name again', async () => {
    expect(await catchError(describeStack('s'))).toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id s does not exist',
      status: 400,
    })
    expect((await catchError(readEvents('s'))).message).toBe('Stack [s] does not exist')
    await under.deploy()
    const { StackId = '' } = await under.describe()
    await under.delete()
    expect((await catchError(describeStack('s'))).message).toBe('Stack with id s does not exist')
    const { Stacks } = await describeStack(StackId)
    expect(Stacks).toMatchObject([{ StackName: 's', StackStatus: 'DELETE_COMPLETE', DeletionTime: expect.any(Date) }])
    expect((await readEvents(StackId)).StackEvents?.[0]).toMatchObject({ ResourceStatus: 'DELETE_COMPLETE' })
    expect(await under.deploy()).toBe('CREATE_COMPLETE')
    expect((await describeStack('s')).Stacks?.[0]?.StackId).not.toBe(StackId)
  })

  it('CS14 lists stacks, all or those in some statuses', async () => {
    await under.deploy()
    await under.delete()
    await under.propose()
    const list = async (input: ListStacksCommandInput) =>
      (await under.client.send(new ListStacksCommand(input))).StackSummaries?.map(({ StackStatus }) => StackStatus)
    expect(await list({})).toEqual(['REVIEW_IN_PROGRESS', 'DELETE_COMPLETE'])
    expect(await list({ StackStatusFilter: ['DELETE_COMPLETE'] })).toEqual(['DELETE_COMPLETE'])
    expect((await under.client.send(new DescribeStacksCommand({}))).Stacks).toHaveLength(1)
  })

  it('CS14 gives events in pages that keep their place while new ones come in', async () => {
    under.fake.cloudFormation.pageSize = 4
    await under.begin()
    const first = await readEvents('s')
    under.settle()
    const second = await readEvents('s', first.NextToken)
    const ids = [...(first.StackEvents ?? []), ...(second.StackEvents ?? [])].map(({ EventId }) => EventId)
    expect(ids).toEqual(
      under.stack.events
        .slice(0, 6)
        .map(({ eventId }) => eventId)
        .reverse(),
    )
    expect(second.NextToken).toBeUndefined()
    expect(await under.readEvents()).toHaveLength(under.stack.events.length)
    expect((await catchError(readEvents('s', 'bm9uZQ'))).name).toBe('ValidationError')
  })

  it('CS14 gives stacks and resources in pages', async () => {
    await under.deploy()
    await under.delete()
    await under.deploy()
    under.fake.cloudFormation.pageSize = 2
    const first = await under.client.send(new ListStackResourcesCommand({ StackName: 's' }))
    expect(first.StackResourceSummaries).toHaveLength(2)
    const { NextToken } = first
    const rest = await under.client.send(new ListStackResourcesCommand({ StackName: 's', NextToken }))
    expect(rest.StackResourceSummaries).toMatchObject([
      { LogicalResourceId: 'Second', PhysicalResourceId: 's-Second-x', ResourceStatus: 'CREATE_COMPLETE' },
    ])
    const pages = []
    for await (const page of paginateDescribeStacks({ client: under.client }, {})) pages.push(page.Stacks?.length)
    expect(pages).toEqual([1])
    const all = await under.client.send(new DescribeStackResourcesCommand({ StackName: 's' }))
    expect(all.StackResources).toHaveLength(3)
  })

  it('CS16 finds the drift that somebody made', async () => {
    await under.deploy()
    const detect = async () => {
      const { StackDriftDetectionId } = await under.client.send(new DetectStackDriftCommand({ StackName: 's' }))
      const read = () => under.client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }))
      expect((await read()).DetectionStatus).toBe('DETECTION_IN_PROGRESS')
      under.fake.advance(10)
      return read()
    }
    expect(await detect()).toMatchObject({ DetectionStatus: 'DETECTION_COMPLETE', StackDriftStatus: 'IN_SYNC' })
    const difference = { path: '/Text', expected: 'three', actual: 'four', difference: 'NOT_EQUAL' as const }
    under.fake.cloudFormation.setDrift('s', 'Beside', [difference])
    under.fake.cloudFormation.setDrift('s', 'First', 'DELETED')
    expect(await detect()).toMatchObject({ StackDriftStatus: 'DRIFTED', DriftedStackResourceCount: 2 })
    const filters = { StackResourceDriftStatusFilters: ['MODIFIED' as const, 'DELETED' as const] }
    const drifts = await under.client.send(new DescribeStackResourceDriftsCommand({ StackName: 's', ...filters }))
    expect(drifts.StackResourceDrifts).toMatchObject([
      { LogicalResourceId: 'First', StackResourceDriftStatus: 'DELETED' },
      {
        LogicalResourceId: 'Beside',
        StackResourceDriftStatus: 'MODIFIED',
        PropertyDifferences: [{ PropertyPath: '/Text', ExpectedValue: 'three', ActualValue: 'four' }],
      },
    ])
    expect((await under.describe()).DriftInformation?.StackDriftStatus).toBe('DRIFTED')
  })
})
