import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeInstance } from '../state/database.ts'
import { findInstance, refuseProtected } from '../state/instances.ts'
import { beginManagedRotation } from '../state/managed-rotation.ts'
import { describeInstance } from './instance-descriptions.ts'
import { readFlag } from './rds-listing.ts'

/** Deletion protection changes at once; what needs work on the instance makes it `modifying` for a while. */
export function modifyInstance(account: FakeAccount, input: Input): object {
  const instance = findInstance(account, String(input.DBInstanceIdentifier))
  if (!['available', 'modifying', 'storage-full'].includes(instance.status)) {
    throw new FakeServiceError('InvalidDBInstanceState', 'Database instance is not in available state.')
  }
  if (readFlag(input.RotateMasterUserPassword)) rotate(account, instance, readFlag(input.ApplyImmediately) ?? false)
  instance.deletionProtection = readFlag(input.DeletionProtection) ?? instance.deletionProtection
  if (input.BackupRetentionPeriod !== undefined) instance.backupDays = Number(input.BackupRetentionPeriod)
  if (input.DBInstanceClass !== undefined) instance.instanceClass = String(input.DBInstanceClass)
  if (input.DBInstanceClass !== undefined || input.BackupRetentionPeriod !== undefined) {
    instance.status = 'modifying'
    instance.modifyingUntil = account.after(account.waits.instanceUpdate)
  }
  return { DBInstance: describeInstance(account, instance) }
}

function rotate(account: FakeAccount, instance: FakeInstance, isAtOnce: boolean): void {
  if (instance.masterSecretArn === undefined) {
    throw new FakeServiceError(
      'InvalidParameterCombination',
      "You can't rotate the master user password: it is not managed in AWS Secrets Manager.",
    )
  }
  if (!isAtOnce) {
    throw new FakeServiceError(
      'InvalidParameterCombination',
      'You must apply the change immediately when you rotate the master user password.',
    )
  }
  beginManagedRotation(account, instance)
}

/** With a final snapshot, or with the word that none is wanted. The instance is gone after a while. */
export function deleteInstance(account: FakeAccount, input: Input): object {
  const instance = findInstance(account, String(input.DBInstanceIdentifier))
  refuseProtected(instance)
  if (instance.status === 'deleting') {
    const message = `Instance ${instance.id} is already being deleted.`
    throw new FakeServiceError('InvalidDBInstanceState', message)
  }
  const snapshotId = input.FinalDBSnapshotIdentifier as string | undefined
  if (readFlag(input.SkipFinalSnapshot) !== true && snapshotId === undefined) {
    throw new FakeServiceError(
      'InvalidParameterCombination',
      'FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.',
    )
  }
  instance.status = 'deleting'
  instance.deletesAutomatedBackups = readFlag(input.DeleteAutomatedBackups) ?? true
  instance.goneAt = account.after(account.waits.instanceDelete)
  if (snapshotId !== undefined) instance.finalSnapshotId = snapshotId
  return { DBInstance: describeInstance(account, instance) }
}

export function rebootInstance(account: FakeAccount, input: Input): object {
  const instance = findInstance(account, String(input.DBInstanceIdentifier))
  return { DBInstance: { ...describeInstance(account, instance), DBInstanceStatus: 'rebooting' } }
}
