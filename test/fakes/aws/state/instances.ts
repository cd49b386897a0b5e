import type { FakeAccount } from '../account.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeInstance, FakeSnapshot } from './database.ts'
import { releaseInterfaces } from './network-interfaces.ts'

/** @throws FakeServiceError with the code that the query protocol has for it */
export function findInstance(account: FakeAccount, id: string): FakeInstance {
  const found = account.instances.get(id)
  if (found) return found
  throw new FakeServiceError('DBInstanceNotFound', `DBInstance ${id} not found.`, 404)
}

/** @throws FakeServiceError (InvalidParameterCombination), in RDS's words, when it is protected */
export function refuseProtected({ deletionProtection }: FakeInstance): void {
  if (!deletionProtection) return
  throw new FakeServiceError(
    'InvalidParameterCombination',
    'Cannot delete protected DB Instance, please disable deletion protection and try again.',
  )
}

/** Takes an instance away, with the password that RDS manages for it; keeps its backups if that was asked for. */
export function removeInstance(account: FakeAccount, instance: FakeInstance): void {
  account.instances.delete(instance.id)
  if (instance.masterSecretArn) account.secrets.delete(instance.masterSecretArn)
  releaseInterfaces(account, instance.arn)
  if (instance.backupDays === 0 || instance.deletesAutomatedBackups) return
  const { id, resourceId, storageGib, backupDays } = instance
  const arn = account.arn('rds', `auto-backup:ab-${account.ids.make(26, 'lower')}`)
  account.automatedBackups.set(resourceId, {
    arn,
    resourceId,
    instanceId: id,
    status: 'retained',
    storageGib,
    retentionDays: backupDays,
    createdAt: account.now(),
  })
}

/** Makes a snapshot that stays when the instance goes. Tags that begin with `aws:` are never copied. */
export function addSnapshot(account: FakeAccount, instance: FakeInstance, id: string): FakeSnapshot {
  const tags = Object.entries(instance.tags).filter(([key]) => !key.startsWith('aws:'))
  const snapshot: FakeSnapshot = {
    id,
    arn: account.arn('rds', `snapshot:${id}`),
    instanceId: instance.id,
    resourceId: instance.resourceId,
    type: 'manual',
    status: 'available',
    storageGib: instance.storageGib,
    engine: instance.engine,
    engineVersion: instance.engineVersion,
    createdAt: account.now(),
    tags: instance.copiesTagsToSnapshots ? Object.fromEntries(tags) : {},
  }
  account.snapshots.set(id, snapshot)
  return snapshot
}

/** Ends what goes on without CloudFormation: modifications, snapshots, deletes that a caller asked RDS for. */
export function settleInstances(account: FakeAccount): void {
  for (const snapshot of account.snapshots.values()) {
    if (snapshot.readyAt !== undefined && snapshot.readyAt <= account.now()) snapshot.status = 'available'
  }
  for (const instance of account.instances.values()) {
    if (instance.modifyingUntil !== undefined && instance.modifyingUntil <= account.now()) {
      delete instance.modifyingUntil
      if (instance.status === 'modifying') instance.status = 'available'
    }
    if (instance.goneAt === undefined || instance.goneAt > account.now()) continue
    if (instance.finalSnapshotId !== undefined) addSnapshot(account, instance, instance.finalSnapshotId)
    removeInstance(account, instance)
  }
}
