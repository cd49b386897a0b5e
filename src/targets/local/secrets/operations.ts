import type { InputFields } from './read-input.ts'
import { describeSecret, getRandomPassword, getSecretValue, listSecretVersionIds } from './read-operations.ts'
import type { Rotations } from './rotation.ts'
import type { RotationRules } from './secret-record.ts'
import { ServiceError } from './service-error.ts'
import type { SecretStore } from './store.ts'
import { putSecretValue, updateSecretVersionStage } from './write-operations.ts'

export interface ServiceParts {
  store: SecretStore
  rotations: Rotations
  now: () => Date
}

type Operation = (parts: ServiceParts, input: InputFields) => object | Promise<object>

const OPERATIONS = new Map<string, Operation>([
  ['GetSecretValue', ({ store }, input) => getSecretValue(store, input)],
  ['DescribeSecret', ({ store }, input) => describeSecret(store, input)],
  ['ListSecretVersionIds', ({ store }, input) => listSecretVersionIds(store, input)],
  ['GetRandomPassword', (_, input) => getRandomPassword(input)],
  ['PutSecretValue', ({ store, now }, input) => putSecretValue(store, input, now())],
  ['UpdateSecretVersionStage', ({ store, now }, input) => updateSecretVersionStage(store, input, now())],
  ['RotateSecret', ({ rotations }, input) => rotateSecret(rotations, input)],
])

/**
 * The operation that an `X-Amz-Target` header names.
 * @throws ServiceError UnknownOperationException for one that this endpoint does not have.
 */
export function findOperation(target: string | string[] | undefined): Operation {
  const [service, name] = String(target ?? '').split('.')
  const operation = service === 'secretsmanager' ? OPERATIONS.get(name ?? '') : undefined
  if (operation) return operation
  throw new ServiceError('UnknownOperationException', 'The requested operation is not supported by this endpoint.')
}

async function rotateSecret(rotations: Rotations, input: InputFields): Promise<object> {
  const { arn, name, versionId } = await rotations.start({
    secretId: input.required('SecretId'),
    token: input.requestToken(),
    lambdaArn: input.string('RotationLambdaARN'),
    rules: input.object('RotationRules') as RotationRules | undefined,
    immediately: input.boolean('RotateImmediately'),
  })
  return { ARN: arn, Name: name, VersionId: versionId }
}
