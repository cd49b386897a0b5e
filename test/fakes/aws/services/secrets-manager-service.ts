import type { FakeAccount } from '../account.ts'
import { createJsonService } from '../protocols/json.ts'
import type { Operation, Operations } from '../protocols/operations.ts'
import { endManagedRotations } from '../state/managed-rotation.ts'
import { makePassword } from '../state/random-password.ts'
import { beginRotation, continueRotations } from '../state/rotation.ts'
import { findSecret } from '../state/secret-store.ts'
import { describeSecret, listSecrets, listVersions } from './secret-descriptions.ts'
import { deleteSecret, restoreSecret, tagSecret, untagSecret } from './secret-lives.ts'
import { findLiving, getValue, moveStage, putValue } from './secret-values.ts'

const operations: Operations = {
  DescribeSecret: ({ SecretId }, { account }) => describeSecret(findSecret(account, String(SecretId))),
  ListSecrets: (input, { account }) => listSecrets(account, input),
  ListSecretVersionIds: (input, { account }) => listVersions(findSecret(account, String(input.SecretId)), input),
  GetSecretValue: (input, { account }) => getValue(account, input),
  PutSecretValue: (input, { account }) => putValue(account, input),
  UpdateSecretVersionStage: (input, { account }) => moveStage(account, input),
  GetRandomPassword: (input, { account }) => ({ RandomPassword: makePassword(account, input) }),
  RotateSecret({ SecretId, ClientRequestToken }, { account }) {
    const secret = findLiving(account, SecretId)
    const versionId = beginRotation(account, secret, ClientRequestToken as string | undefined)
    return { ARN: secret.arn, Name: secret.name, VersionId: versionId }
  },
  DeleteSecret: (input, { account }) => deleteSecret(account, input),
  RestoreSecret: (input, { account }) => restoreSecret(account, input),
  TagResource: (input, { account }) => tagSecret(account, input),
  UntagResource: (input, { account }) => untagSecret(account, input),
}

/** Secrets Manager. What goes on by itself (rotations) is caught up with before each answer. */
export const secretsManagerService = createJsonService('secretsmanager', '1.1', catchingUp(operations))

function catchingUp(all: Operations): Operations {
  return Object.fromEntries(Object.entries(all).map(([name, operation]) => [name, afterCatchingUp(operation)]))
}

function afterCatchingUp(operation: Operation): Operation {
  return async (input, call) => {
    await catchUp(call.account)
    return operation(input, call)
  }
}

async function catchUp(account: FakeAccount): Promise<void> {
  endManagedRotations(account)
  await continueRotations(account)
}
