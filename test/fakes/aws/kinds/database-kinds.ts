import type { FakeAccount } from '../account.ts'
import { FakeServiceError, type ResourceKind } from '../service.ts'
import { findZone } from '../state/zones.ts'
import { instanceKind } from './instance-kind.ts'
import { nameDatabaseResource } from './physical-name.ts'
import { readList } from './properties.ts'
import { proxyKinds } from './proxy-kinds.ts'

const subnetGroup: ResourceKind = {
  seconds: { create: 4, update: 4, delete: 2 },
  replacedBy: ['DBSubnetGroupName'],
  create(properties, context) {
    const name = nameDatabaseResource(context)
    const subnetIds = readList(properties, 'SubnetIds')
    requireZones(context.account, subnetIds)
    context.account.subnetGroups.set(name, { name, subnetIds })
    return { physicalId: name }
  },
  update(name, properties, _, { account }) {
    account.subnetGroups.set(name, { name, subnetIds: readList(properties, 'SubnetIds') })
    return { physicalId: name }
  },
  delete: (name, _, { account }) => void account.subnetGroups.delete(name),
}

/** @throws FakeServiceError, in RDS's words, for subnets that do not exist or lie in one zone */
function requireZones(account: FakeAccount, subnetIds: readonly string[]): void {
  const missing = subnetIds.filter((id) => !account.subnets.has(id))
  if (missing.length > 0) {
    throw new FakeServiceError('InvalidSubnet', `Some input subnets in :[${missing.join(', ')}] are invalid.`)
  }
  const zones = new Set(subnetIds.map((id) => findZone(account.region, account.subnets.get(id)?.zone ?? '').name))
  if (zones.size > 1) return
  throw new FakeServiceError(
    'DBSubnetGroupDoesNotCoverEnoughAZs',
    `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: \
${[...zones].join(', ')}. Add subnets to cover at least 2 AZs.`,
  )
}

export const databaseKinds: Record<string, ResourceKind> = {
  'AWS::RDS::DBSubnetGroup': subnetGroup,
  'AWS::RDS::DBInstance': instanceKind,
  ...proxyKinds,
}
