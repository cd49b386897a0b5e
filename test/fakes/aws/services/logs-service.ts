import type { FakeAccount } from '../account.ts'
import { createJsonService } from '../protocols/json.ts'
import type { Input, Operations } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import { deleteLogGroup } from '../state/log-groups.ts'
import type { FakeLogEvent, FakeLogGroup } from '../state/watching.ts'
import { readSize, takePage } from './paging.ts'

const operations: Operations = {
  DescribeLogGroups: (input, { account }) => describeLogGroups(account, input),
  DeleteLogGroup({ logGroupName }, { account }) {
    deleteLogGroup(account, findGroup(account, logGroupName).name)
    return {}
  },
  PutRetentionPolicy({ logGroupName, retentionInDays }, { account }) {
    findGroup(account, logGroupName).retentionDays = Number(retentionInDays)
    return {}
  },
  ListTagsForResource: ({ resourceArn }, { account }) => ({ tags: findGroup(account, resourceArn).tags }),
  TagResource({ resourceArn, tags }, { account }) {
    Object.assign(findGroup(account, resourceArn).tags, tags)
    return {}
  },
  FilterLogEvents: (input, { account }) => filterEvents(account, input),
}

/** CloudWatch Logs. */
export const logsService = createJsonService('logs', '1.1', operations)

/** By name or ARN, with or without `:*`. @throws FakeServiceError (ResourceNotFoundException) */
function findGroup(account: FakeAccount, nameOrArn: unknown): FakeLogGroup {
  const wanted = String(nameOrArn).replace(/:\*$/, '')
  const found = [...account.logGroups.values()].find(({ name, arn }) => name === wanted || arn === wanted)
  if (found) return found
  throw new FakeServiceError('ResourceNotFoundException', 'The specified log group does not exist.')
}

function describeLogGroups(account: FakeAccount, input: Input): object {
  const { logGroupNamePrefix: prefix = '', logGroupNamePattern: pattern = '', nextToken, limit } = input
  if (prefix !== '' && pattern !== '') {
    const message = 'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.'
    throw new FakeServiceError('InvalidParameterException', message)
  }
  const all = [...account.logGroups.values()]
    .filter(({ name }) => name.startsWith(String(prefix)) && name.toLowerCase().includes(String(pattern).toLowerCase()))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
  const { items, next } = takePage(all, { token: nextToken, size: readSize(limit, 50) })
  return { logGroups: items.map(describe), nextToken: next }
}

function describe(group: FakeLogGroup): object {
  return {
    logGroupName: group.name,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    logGroupClass: 'STANDARD',
    creationTime: group.createdAt,
    metricFilterCount: 0,
    storedBytes: group.storedBytes,
    retentionInDays: group.retentionDays,
  }
}

/** The filter pattern is a list of words or texts in quotation marks that all have to be in the line. */
function filterEvents(account: FakeAccount, input: Input): object {
  const group = findGroup(account, input.logGroupName ?? input.logGroupIdentifier)
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, nextToken, limit } = input
  const terms = String(input.filterPattern ?? '').match(/"[^"]*"|\S+/g) ?? []
  const words = terms.map((term) => term.replace(/^\??"?|"$/g, ''))
  const all = group.events.filter(
    ({ timestamp, message }) =>
      timestamp >= Number(startTime) && timestamp < Number(endTime) && words.every((word) => message.includes(word)),
  )
  const { items, next } = takePage(all, { token: nextToken, size: readSize(limit, 10_000) })
  return { events: items.map(writeEvent), searchedLogStreams: [], nextToken: next }
}

function writeEvent({ stream, timestamp, message }: FakeLogEvent, index: number): object {
  return { logStreamName: stream, timestamp, message, ingestionTime: timestamp, eventId: String(index) }
}
