import type { Properties, ResourceContext, ResourceKind } from '../service.ts'
import type { FakeInstance } from '../state/database.ts'
import { addSnapshot, refuseProtected, removeInstance } from '../state/instances.ts'
import { addInterfaces } from '../state/network-interfaces.ts'
import { requireOffer } from '../state/offers.ts'
import { makePassword } from '../state/random-password.ts'
import { addSecret } from '../state/secret-store.ts'
import { collectTags } from '../state/tags.ts'
import { nameDatabaseResource } from './physical-name.ts'
import { readFlag, readList, readNumber, readText } from './properties.ts'

/** Becomes an instance at once, available when its time is over. A delete ends with the instance gone. */
export const instanceKind: ResourceKind = {
  seconds: { create: 595, update: 120, delete: 300 },
  replacedBy: [
    'DBInstanceIdentifier',
    'DBName',
    'DBSubnetGroupName',
    'Engine',
    'KmsKeyId',
    'MasterUsername',
    'SourceDBInstanceIdentifier',
    'StorageEncrypted',
  ],
  create(properties, context) {
    const { account } = context
    requireOffer(account, readText(properties, 'DBInstanceClass'), readText(properties, 'EngineVersion'))
    const id = readText(properties, 'DBInstanceIdentifier') || nameDatabaseResource(context)
    const instance = makeInstance(id, properties, context)
    account.instances.set(id, instance)
    if (readFlag(properties, 'ManageMasterUserPassword')) manageSecret(instance, context)
    placeInstance(instance, context)
    return { physicalId: id, attributes: listAttributes(instance) }
  },
  update(id, properties, _, context) {
    const instance = context.account.instances.get(id)
    if (instance === undefined) return { physicalId: id }
    Object.assign(instance, readSettings(properties), { status: 'modifying', tags: collectTags(properties, context) })
    return { physicalId: id, attributes: listAttributes(instance) }
  },
  delete(id, _, { account }) {
    const instance = account.instances.get(id)
    if (instance === undefined) return
    refuseProtected(instance)
    instance.status = 'deleting'
  },
  finish(operation, id, _, context) {
    const { account } = context
    const instance = account.instances.get(id)
    if (instance === undefined) return true
    if (operation !== 'delete') {
      instance.status = 'available'
      return true
    }
    if (context.finalSnapshot) addSnapshot(account, instance, nameSnapshot(context))
    removeInstance(account, instance)
    return true
  },
}

function makeInstance(id: string, properties: Properties, context: ResourceContext): FakeInstance {
  const { account, region } = context
  const group = readText(properties, 'DBSubnetGroupName')
  const subnetId = account.subnetGroups.get(group)?.subnetIds[0] ?? ''
  return {
    id,
    arn: account.arn('rds', `db:${id}`),
    resourceId: `db-${account.ids.make(26, 'upper')}`,
    status: 'creating',
    engine: readText(properties, 'Engine'),
    storageEncrypted: readFlag(properties, 'StorageEncrypted'),
    masterUser: readText(properties, 'MasterUsername'),
    subnetGroup: group,
    securityGroupIds: readList(properties, 'VPCSecurityGroups'),
    zone: account.subnets.get(subnetId)?.zone ?? `${region}a`,
    endpoint: `${id}.c${account.ids.make(11, 'lower')}.${region}.rds.amazonaws.com`,
    createdAt: account.now(),
    tags: collectTags(properties, context),
    ...readSettings(properties),
  }
}

/** What an update can change without replacing the instance. */
function readSettings(properties: Properties) {
  return {
    instanceClass: readText(properties, 'DBInstanceClass'),
    engineVersion: readText(properties, 'EngineVersion'),
    storageGib: readNumber(properties, 'AllocatedStorage'),
    storageType: readText(properties, 'StorageType', 'gp2'),
    multiAz: readFlag(properties, 'MultiAZ'),
    deletionProtection: readFlag(properties, 'DeletionProtection'),
    backupDays: readNumber(properties, 'BackupRetentionPeriod', 1),
    deletesAutomatedBackups: readFlag(properties, 'DeleteAutomatedBackups', true),
    copiesTagsToSnapshots: readFlag(properties, 'CopyTagsToSnapshot'),
  }
}

function manageSecret(instance: FakeInstance, { account }: ResourceContext) {
  const password = makePassword(account, { PasswordLength: 28 })
  const secret = addSecret(account, {
    name: `rds!db-${account.ids.makeUuid()}`,
    description: `The secret associated with the primary RDS DB instance: ${instance.arn}`,
    text: JSON.stringify({ username: instance.masterUser, password }),
    owningService: 'rds',
    tags: { 'aws:rds:primaryDBInstanceArn': instance.arn, 'aws:secretsmanager:owningService': 'rds' },
  })
  secret.rotation = { enabled: true, functionArn: '', days: 7 }
  instance.masterSecretArn = secret.arn
}

/** One interface in its zone, and one more for a standby. */
function placeInstance(instance: FakeInstance, { account }: ResourceContext) {
  const subnetIds = account.subnetGroups.get(instance.subnetGroup)?.subnetIds ?? []
  const { arn, securityGroupIds, multiAz } = instance
  const placement = { subnetIds: subnetIds.slice(0, multiAz ? 2 : 1), securityGroupIds }
  addInterfaces(account, arn, placement, { description: 'RDSNetworkInterface', type: 'interface' })
}

function listAttributes({ endpoint, arn, resourceId, masterSecretArn }: FakeInstance): Record<string, string> {
  return {
    'Endpoint.Address': endpoint,
    'Endpoint.Port': '3306',
    'Endpoint.HostedZoneId': 'Z29XKXDKYMONMX',
    DBInstanceArn: arn,
    DbiResourceId: resourceId,
    ...(masterSecretArn !== undefined && { 'MasterUserSecret.SecretArn': masterSecretArn }),
  }
}

/** As CloudFormation names the snapshot that a DeletionPolicy asks for. */
function nameSnapshot({ account, stackName, logicalId }: ResourceContext): string {
  return `${stackName}-snapshot-${logicalId}-${account.ids.make(12, 'lower')}`.toLowerCase()
}
