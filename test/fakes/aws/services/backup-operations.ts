import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { NamedList } from '../protocols/xml.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeAutomatedBackup, FakeInstance, FakeSnapshot } from '../state/database.ts'
import { addSnapshot, findInstance } from '../state/instances.ts'
import { listRds, writeTagList } from './rds-listing.ts'

export function describeSnapshots(account: FakeAccount, input: Input): object {
  const {
    DBSnapshotIdentifier: id,
    DBInstanceIdentifier: instance,
    DbiResourceId: resource,
    SnapshotType: type,
  } = input
  const all = id === undefined ? [...account.snapshots.values()] : [findSnapshot(account, String(id))]
  const wanted = all
    .filter(({ instanceId }) => instance === undefined || instanceId === instance)
    .filter(({ resourceId }) => resource === undefined || resourceId === resource)
    .filter((snapshot) => type === undefined || snapshot.type === type)
  const { items, Marker } = listRds(input, wanted, {
    'db-instance-id': ({ instanceId }) => [instanceId],
    'db-snapshot-id': (snapshot) => [snapshot.id],
    'dbi-resource-id': ({ resourceId }) => [resourceId],
    'snapshot-type': (snapshot) => [snapshot.type],
    engine: ({ engine }) => [engine],
  })
  return { Marker, DBSnapshots: new NamedList('DBSnapshot', items.map(describeSnapshot)) }
}

/** Makes a snapshot of an instance that is available; it is ready after a while. */
export function createSnapshot(account: FakeAccount, input: Input): object {
  const id = String(input.DBSnapshotIdentifier)
  const instance = findInstance(account, String(input.DBInstanceIdentifier))
  if (account.snapshots.has(id)) {
    const message = `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`
    throw new FakeServiceError('DBSnapshotAlreadyExists', message)
  }
  if (instance.status !== 'available') {
    throw new FakeServiceError('InvalidDBInstanceState', 'Database instance is not in available state.')
  }
  const snapshot = addSnapshot(account, instance, id)
  snapshot.status = 'creating'
  snapshot.readyAt = account.after(account.waits.snapshot)
  return { DBSnapshot: describeSnapshot(snapshot) }
}

/** @throws FakeServiceError (DBSnapshotNotFound; InvalidDBSnapshotState for one that RDS made itself) */
export function deleteSnapshot(account: FakeAccount, { DBSnapshotIdentifier: id }: Input): object {
  const snapshot = findSnapshot(account, String(id))
  if (snapshot.type === 'automated') {
    const message = `Cannot delete the snapshot ${snapshot.id} because it is automated.`
    throw new FakeServiceError('InvalidDBSnapshotState', message)
  }
  account.snapshots.delete(snapshot.id)
  return { DBSnapshot: { ...describeSnapshot(snapshot), Status: 'deleted' } }
}

function findSnapshot(account: FakeAccount, id: string): FakeSnapshot {
  const found = account.snapshots.get(id)
  if (found) return found
  throw new FakeServiceError('DBSnapshotNotFound', `DBSnapshot ${id} not found.`, 404)
}

function describeSnapshot(snapshot: FakeSnapshot): object {
  return {
    DBSnapshotIdentifier: snapshot.id,
    DBSnapshotArn: snapshot.arn,
    DBInstanceIdentifier: snapshot.instanceId,
    DbiResourceId: snapshot.resourceId,
    SnapshotCreateTime: new Date(snapshot.createdAt),
    SnapshotType: snapshot.type,
    Status: snapshot.status,
    PercentProgress: snapshot.status === 'creating' ? 50 : 100,
    AllocatedStorage: snapshot.storageGib,
    Engine: snapshot.engine,
    EngineVersion: snapshot.engineVersion,
    Encrypted: true,
    TagList: writeTagList(snapshot.tags),
  }
}

/** Those that stayed, and one for each instance that has backups. */
export function describeAutomatedBackups(account: FakeAccount, input: Input): object {
  const { DbiResourceId: resource, DBInstanceIdentifier: instance } = input
  const all = [...account.automatedBackups.values(), ...listActive(account)]
    .filter(({ resourceId }) => resource === undefined || resourceId === resource)
    .filter(({ instanceId }) => instance === undefined || instanceId === instance)
  if (resource !== undefined && all.length === 0) throw refuseBackup(resource)
  const { items, Marker } = listRds(input, all, {
    status: ({ status }) => [status],
    'db-instance-id': ({ instanceId }) => [instanceId],
    'dbi-resource-id': ({ resourceId }) => [resourceId],
  })
  const described = items.map((backup) => describeBackup(account, backup))
  return { Marker, DBInstanceAutomatedBackups: new NamedList('DBInstanceAutomatedBackup', described) }
}

/** @throws FakeServiceError (DBInstanceAutomatedBackupNotFound; InvalidDBInstanceAutomatedBackupState) */
export function deleteAutomatedBackup(account: FakeAccount, input: Input): object {
  const { DbiResourceId: resource, DBInstanceAutomatedBackupsArn: arn } = input
  const isWanted = (backup: FakeAutomatedBackup) => backup.resourceId === resource || backup.arn === arn
  const backup = [...account.automatedBackups.values()].find(isWanted)
  if (backup) {
    account.automatedBackups.delete(backup.resourceId)
    return { DBInstanceAutomatedBackup: { ...describeBackup(account, backup), Status: 'deleting' } }
  }
  if (!listActive(account).some(isWanted)) throw refuseBackup(resource ?? arn)
  const message = 'The automated backup is in an invalid state: it belongs to an instance that exists.'
  throw new FakeServiceError('InvalidDBInstanceAutomatedBackupState', message)
}

function listActive(account: FakeAccount): FakeAutomatedBackup[] {
  return [...account.instances.values()]
    .filter(({ backupDays, status }) => backupDays > 0 && status !== 'creating')
    .map((instance) => describeActive(account, instance))
}

function describeActive(account: FakeAccount, instance: FakeInstance): FakeAutomatedBackup {
  return {
    arn: account.arn('rds', `auto-backup:ab-${instance.resourceId.slice(3).toLowerCase()}`),
    resourceId: instance.resourceId,
    instanceId: instance.id,
    status: 'active',
    storageGib: instance.storageGib,
    retentionDays: instance.backupDays,
    createdAt: instance.createdAt,
  }
}

function describeBackup(account: FakeAccount, backup: FakeAutomatedBackup): object {
  return {
    DBInstanceArn: account.arn('rds', `db:${backup.instanceId}`),
    DbiResourceId: backup.resourceId,
    DBInstanceIdentifier: backup.instanceId,
    DBInstanceAutomatedBackupsArn: backup.arn,
    Region: account.region,
    Status: backup.status,
    AllocatedStorage: backup.storageGib,
    InstanceCreateTime: new Date(backup.createdAt),
    BackupRetentionPeriod: backup.retentionDays,
    Engine: 'mysql',
    Encrypted: true,
  }
}

function refuseBackup(id: unknown): FakeServiceError {
  const message = `DBInstanceAutomatedBackup ${id} not found.`
  return new FakeServiceError('DBInstanceAutomatedBackupNotFound', message, 404)
}
