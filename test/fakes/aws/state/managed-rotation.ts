import type { FakeAccount } from '../account.ts'
import type { FakeInstance } from './database.ts'
import { makePassword } from './random-password.ts'
import { findStage, makeCurrent } from './secret-store.ts'

/** RDS begins to rotate the password that it manages; it takes its time on the account's clock. */
export function beginManagedRotation(account: FakeAccount, instance: FakeInstance): void {
  instance.rotatingUntil = account.after(account.waits.managedRotation)
}

/** Ends the rotations whose time is over: the new password is current. */
export function endManagedRotations(account: FakeAccount): void {
  for (const instance of account.instances.values()) {
    if (instance.rotatingUntil === undefined || instance.rotatingUntil > account.now()) continue
    delete instance.rotatingUntil
    const secret = account.secrets.get(instance.masterSecretArn ?? '')
    if (secret === undefined || instance.masterSecretImpaired) continue
    const versionId = account.ids.makeUuid()
    const current = JSON.parse(findStage(secret, 'AWSCURRENT')?.[1].text ?? '{}')
    const text = JSON.stringify({ ...current, password: makePassword(account, { PasswordLength: 28 }) })
    secret.versions.set(versionId, { text, stages: [], createdAt: account.now() })
    makeCurrent(account, secret, versionId)
    secret.rotatedAt = account.now()
  }
}

/** As MasterUserSecret has it. */
export function readSecretStatus(instance: FakeInstance): 'creating' | 'active' | 'rotating' | 'impaired' {
  if (instance.masterSecretImpaired) return 'impaired'
  if (instance.status === 'creating') return 'creating'
  return instance.rotatingUntil === undefined ? 'active' : 'rotating'
}
