import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { NamedList } from '../protocols/xml.ts'
import type { FakeInstance } from '../state/database.ts'
import { findInstance } from '../state/instances.ts'
import { readSecretStatus } from '../state/managed-rotation.ts'
import { findZone } from '../state/zones.ts'
import { listRds, writeTagList } from './rds-listing.ts'

export function describeInstances(account: FakeAccount, input: Input): object {
  const { DBInstanceIdentifier: id } = input
  const all = id === undefined ? [...account.instances.values()] : [findInstance(account, String(id))]
  const { items, Marker } = listRds(input, all, {
    'db-instance-id': ({ id: own, arn }) => [own, arn],
    'dbi-resource-id': ({ resourceId }) => [resourceId],
    engine: ({ engine }) => [engine],
  })
  return {
    Marker,
    DBInstances: new NamedList(
      'DBInstance',
      items.map((instance) => describeInstance(account, instance)),
    ),
  }
}

/** An instance has no address while it is being made. */
export function describeInstance(account: FakeAccount, instance: FakeInstance): object {
  return {
    DBInstanceIdentifier: instance.id,
    DBInstanceArn: instance.arn,
    DbiResourceId: instance.resourceId,
    DBInstanceClass: instance.instanceClass,
    DBInstanceStatus: instance.status,
    Engine: instance.engine,
    EngineVersion: instance.engineVersion,
    LicenseModel: 'general-public-license',
    MasterUsername: instance.masterUser,
    AllocatedStorage: instance.storageGib,
    StorageType: instance.storageType,
    StorageEncrypted: instance.storageEncrypted,
    MultiAZ: instance.multiAz,
    PubliclyAccessible: false,
    DeletionProtection: instance.deletionProtection,
    BackupRetentionPeriod: instance.backupDays,
    CopyTagsToSnapshot: instance.copiesTagsToSnapshots,
    IAMDatabaseAuthenticationEnabled: false,
    AvailabilityZone: findZone(account.region, instance.zone).name,
    VpcSecurityGroups: new NamedList(
      'VpcSecurityGroupMembership',
      instance.securityGroupIds.map((VpcSecurityGroupId) => ({ VpcSecurityGroupId, Status: 'active' })),
    ),
    DBSubnetGroup: describeSubnetGroup(account, instance),
    PendingModifiedValues: {},
    TagList: writeTagList(instance.tags),
    ...(instance.status !== 'creating' && {
      InstanceCreateTime: new Date(instance.createdAt),
      Endpoint: { Address: instance.endpoint, Port: 3306, HostedZoneId: 'Z29XKXDKYMONMX' },
    }),
    ...(instance.masterSecretArn !== undefined && {
      MasterUserSecret: { SecretArn: instance.masterSecretArn, SecretStatus: readSecretStatus(instance) },
    }),
  }
}

function describeSubnetGroup(account: FakeAccount, { subnetGroup }: FakeInstance): object {
  const ids = account.subnetGroups.get(subnetGroup)?.subnetIds ?? []
  return {
    DBSubnetGroupName: subnetGroup,
    VpcId: account.subnets.get(ids[0] ?? '')?.vpcId,
    SubnetGroupStatus: 'Complete',
    Subnets: new NamedList(
      'Subnet',
      ids.map((SubnetIdentifier) => ({ SubnetIdentifier, SubnetStatus: 'Active' })),
    ),
  }
}
