import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import { findSecret } from '../state/secret-store.ts'
import { readTags } from '../state/tags.ts'

const day = 86_400

/** At once with ForceDeleteWithoutRecovery, else after the window, 30 days unless told otherwise. */
export function deleteSecret(account: FakeAccount, input: Input): object {
  const secret = findSecret(account, String(input.SecretId))
  if (secret.owningService !== undefined) {
    const message = `You can't delete the secret ${secret.name}: it is managed by ${secret.owningService}.`
    throw new FakeServiceError('InvalidRequestException', message)
  }
  const isForced = input.ForceDeleteWithoutRecovery === true
  secret.deletedAt = account.now()
  secret.goneAt = account.after(isForced ? 0 : Number(input.RecoveryWindowInDays ?? 30) * day)
  if (isForced) account.secrets.delete(secret.arn)
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(secret.goneAt) }
}

export function restoreSecret(account: FakeAccount, { SecretId }: Input): object {
  const secret = findSecret(account, String(SecretId))
  delete secret.deletedAt
  delete secret.goneAt
  return { ARN: secret.arn, Name: secret.name }
}

export function tagSecret(account: FakeAccount, { SecretId, Tags }: Input): object {
  Object.assign(findSecret(account, String(SecretId)).tags, readTags(Tags))
  return {}
}

export function untagSecret(account: FakeAccount, { SecretId, TagKeys }: Input): object {
  const { tags } = findSecret(account, String(SecretId))
  for (const key of (TagKeys ?? []) as string[]) delete tags[key]
  return {}
}
