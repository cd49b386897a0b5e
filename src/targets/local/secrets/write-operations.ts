import { randomUUID } from 'node:crypto'
import type { InputFields } from './read-input.ts'
import { findVersion, type SecretContent, type SecretRecord, type SecretVersion } from './secret-record.ts'
import { ServiceError } from './service-error.ts'
import { dropDeprecated, moveStage, updateStage } from './stage-rules.ts'
import type { SecretStore } from './store.ts'

/** Service quota: bytes of a secret's value. */
const LARGEST_CONTENT = 65_536

/**
 * PutSecretValue: a new version whose id is the request's token. The same token with the same content is accepted
 * again and changes nothing; with another content it is refused. Without VersionStages it becomes AWSCURRENT.
 */
export async function putSecretValue(store: SecretStore, input: InputFields, now: Date): Promise<object> {
  const content = readContent(input)
  const token = input.requestToken() ?? randomUUID()
  const stages = input.strings('VersionStages') ?? ['AWSCURRENT']
  if (stages.length < 1 || stages.length > 20 || stages.some((stage) => !/^.{1,256}$/su.test(stage))) {
    throw new ServiceError('ValidationException', 'VersionStages must hold 1 to 20 labels of 1 to 256 characters.')
  }
  return store.update(input.required('SecretId'), (secret) => {
    const version = putVersion(secret, token, content, stages, now)
    return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: version.stages }
  })
}

function putVersion(
  secret: SecretRecord,
  token: string,
  content: SecretContent,
  stages: string[],
  now: Date,
): SecretVersion {
  const existing = findVersion(secret, token)
  if (existing?.content) {
    if (JSON.stringify(existing.content) === JSON.stringify(content)) return existing
    throw new ServiceError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ` +
        `${secret.arn}.`,
    )
  }
  const version = existing ?? addVersion(secret, token, now)
  version.content = content
  for (const stage of stages) moveStage(secret, stage, version)
  secret.changedAt = now.toISOString()
  dropDeprecated(secret, now.getTime())
  return version
}

/** Adds a version that has neither content nor labels yet. */
export function addVersion(secret: SecretRecord, id: string, now: Date): SecretVersion {
  const version: SecretVersion = { id, stages: [], createdAt: now.toISOString() }
  secret.versions.push(version)
  return version
}

/** UpdateSecretVersionStage: moves a label from one version to another, or takes it away. */
export async function updateSecretVersionStage(store: SecretStore, input: InputFields, now: Date): Promise<object> {
  const update = {
    stage: input.required('VersionStage'),
    removeFrom: input.string('RemoveFromVersionId'),
    moveTo: input.string('MoveToVersionId'),
  }
  return store.update(input.required('SecretId'), (secret) => {
    updateStage(secret, update)
    secret.changedAt = now.toISOString()
    dropDeprecated(secret, now.getTime())
    return { ARN: secret.arn, Name: secret.name }
  })
}

function readContent(input: InputFields): SecretContent {
  const text = input.string('SecretString')
  const binary = input.string('SecretBinary')
  if ((text === undefined) === (binary === undefined)) {
    throw new ServiceError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.')
  }
  const bytes = text === undefined ? Buffer.from(binary ?? '', 'base64').length : Buffer.byteLength(text)
  if (bytes < 1 || bytes > LARGEST_CONTENT) {
    throw new ServiceError('ValidationException', `A secret value must have 1 to ${LARGEST_CONTENT} bytes.`)
  }
  return text === undefined ? { binary: binary ?? '' } : { string: text }
}
