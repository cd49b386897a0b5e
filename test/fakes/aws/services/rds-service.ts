import type { FakeAccount } from '../account.ts'
import type { Operation, Operations } from '../protocols/operations.ts'
import { createQueryService } from '../protocols/query.ts'
import { FakeServiceError } from '../service.ts'
import { settleInstances } from '../state/instances.ts'
import { endManagedRotations } from '../state/managed-rotation.ts'
import { settleProxies } from '../state/proxies.ts'
import { readTags, type Tags } from '../state/tags.ts'
import {
  createSnapshot,
  deleteAutomatedBackup,
  deleteSnapshot,
  describeAutomatedBackups,
  describeSnapshots,
} from './backup-operations.ts'
import { describeEngineVersions, describeOrderableOptions } from './engine-offers.ts'
import { describeInstances } from './instance-descriptions.ts'
import { deleteInstance, modifyInstance, rebootInstance } from './instance-operations.ts'
import { deleteProxy, describeProxies, describeTargetGroups, describeTargets } from './proxy-descriptions.ts'
import { writeTagList } from './rds-listing.ts'

const operations: Operations = {
  DescribeDBInstances: (input, { account }) => describeInstances(account, input),
  ModifyDBInstance: (input, { account }) => modifyInstance(account, input),
  DeleteDBInstance: (input, { account }) => deleteInstance(account, input),
  RebootDBInstance: (input, { account }) => rebootInstance(account, input),
  DescribeDBProxies: (input, { account }) => describeProxies(account, input),
  DescribeDBProxyTargetGroups: (input, { account }) => describeTargetGroups(account, input),
  DescribeDBProxyTargets: (input, { account }) => describeTargets(account, input),
  DeleteDBProxy({ DBProxyName }, { account }) {
    return { DBProxy: deleteProxy(account, String(DBProxyName)) }
  },
  CreateDBSnapshot: (input, { account }) => createSnapshot(account, input),
  DescribeDBSnapshots: (input, { account }) => describeSnapshots(account, input),
  DeleteDBSnapshot: (input, { account }) => deleteSnapshot(account, input),
  DescribeDBInstanceAutomatedBackups: (input, { account }) => describeAutomatedBackups(account, input),
  DeleteDBInstanceAutomatedBackup: (input, { account }) => deleteAutomatedBackup(account, input),
  DescribeOrderableDBInstanceOptions: (input, { account }) => describeOrderableOptions(account, input),
  DescribeDBEngineVersions: (input) => describeEngineVersions(input),
  ListTagsForResource: ({ ResourceName }, { account }) => ({
    TagList: writeTagList(findTags(account, String(ResourceName))),
  }),
  AddTagsToResource({ ResourceName, Tags }, { account }) {
    const { Tag = [] } = Tags as { Tag?: { Key: string; Value: string }[] }
    Object.assign(findTags(account, String(ResourceName)), readTags(Tag))
    return {}
  },
}

/** RDS. What goes on by itself (deletes, rotations) is caught up with before each answer. */
export const rdsService = createQueryService('rds', 'http://rds.amazonaws.com/doc/2014-10-31/', catchingUp(operations))

function catchingUp(all: Operations): Operations {
  const wrapped = (operation: Operation): Operation => {
    return (input, call) => {
      settleInstances(call.account)
      settleProxies(call.account)
      endManagedRotations(call.account)
      return operation(input, call)
    }
  }
  return Object.fromEntries(Object.entries(all).map(([name, operation]) => [name, wrapped(operation)]))
}

function findTags(account: FakeAccount, arn: string): Tags {
  const all = [...account.instances.values(), ...account.proxies.values(), ...account.snapshots.values()]
  const found = all.find((each) => each.arn === arn)
  if (found) return found.tags
  const name = arn.split(':').at(-1)
  if (arn.includes(':snapshot:')) throw new FakeServiceError('DBSnapshotNotFound', `DBSnapshot ${name} not found.`, 404)
  throw new FakeServiceError('DBInstanceNotFound', `DBInstance ${name} not found.`, 404)
}
