import type { ResourceKind } from '../service.ts'
import { instanceKind } from './instance-kind.ts'
import { nameDatabaseResource } from './physical-name.ts'
import { readList } from './properties.ts'
import { proxyKinds } from './proxy-kinds.ts'

const subnetGroup: ResourceKind = {
  seconds: { create: 4, update: 4, delete: 2 },
  replacedBy: ['DBSubnetGroupName'],
  create(properties, context) {
    const name = nameDatabaseResource(context)
    context.account.subnetGroups.set(name, { name, subnetIds: readList(properties, 'SubnetIds') })
    return { physicalId: name }
  },
  update(name, properties, _, { account }) {
    account.subnetGroups.set(name, { name, subnetIds: readList(properties, 'SubnetIds') })
    return { physicalId: name }
  },
  delete: (name, _, { account }) => void account.subnetGroups.delete(name),
}

export const databaseKinds: Record<string, ResourceKind> = {
  'AWS::RDS::DBSubnetGroup': subnetGroup,
  'AWS::RDS::DBInstance': instanceKind,
  ...proxyKinds,
}
