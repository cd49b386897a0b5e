import type { FakeAccount } from '../account.ts'
import type { Tags } from './tags.ts'
import type { FakeLogGroup } from './watching.ts'

/**
 * Makes a log group; one that is there stays as it is. Without tags it is one that an AWS service made for itself,
 * which is never deleted by CloudFormation and keeps its lines for ever.
 */
export function addLogGroup(account: FakeAccount, name: string, tags: Tags = {}): FakeLogGroup {
  const group = account.logGroups.get(name) ?? {
    name,
    arn: account.arn('logs', `log-group:${name}`),
    storedBytes: 0,
    createdAt: account.now(),
    events: [],
    tags,
  }
  account.logGroups.set(name, group)
  return group
}

/**
 * Deletes a log group. The first one that `lateLogs` names is made anew at once by the service that still writes to it,
 * without retention and tags.
 */
export function deleteLogGroup(account: FakeAccount, name: string): void {
  account.logGroups.delete(name)
  if (account.lateLogs === undefined || !name.includes(account.lateLogs)) return
  account.lateLogs = undefined
  addLogGroup(account, name)
  writeLog(account, name, 'default', 'The last line of a service that did not know yet.')
}

/** Writes a line, as services and functions do. Makes no group: that takes `addLogGroup`. */
export function writeLog(account: FakeAccount, name: string, stream: string, message: string): void {
  const group = account.logGroups.get(name)
  if (group === undefined) return
  group.events.push({ stream, timestamp: account.now(), message })
  group.storedBytes += Buffer.byteLength(message) + 26
}
