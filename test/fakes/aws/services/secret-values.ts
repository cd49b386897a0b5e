import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeSecret, FakeSecretVersion } from '../state/secret.ts'
import { findSecret, findStage, makeCurrent } from '../state/secret-store.ts'

/** @throws FakeServiceError (ResourceNotFoundException; InvalidRequestException when its deletion is planned) */
export function findLiving(account: FakeAccount, id: unknown): FakeSecret {
  const secret = findSecret(account, String(id))
  if (secret.deletedAt === undefined) return secret
  throw new FakeServiceError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  )
}

export function getValue(account: FakeAccount, { SecretId, VersionId, VersionStage }: Input): object {
  const secret = findLiving(account, SecretId)
  const stage = VersionStage === undefined ? undefined : String(VersionStage)
  const found: [string, FakeSecretVersion | undefined] | undefined =
    VersionId === undefined
      ? findStage(secret, stage ?? 'AWSCURRENT')
      : [String(VersionId), secret.versions.get(String(VersionId))]
  const [versionId, version] = found ?? []
  const isStaged = stage === undefined || version?.stages.includes(stage)
  if (version?.text === undefined || !isStaged) throw refuseValue(VersionId, stage ?? 'AWSCURRENT')
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: versionId,
    SecretString: version.text,
    VersionStages: version.stages,
    CreatedDate: new Date(version.createdAt),
  }
}

function refuseValue(versionId: unknown, stage: string): FakeServiceError {
  const which = versionId === undefined ? `staging label: ${stage}` : `VersionId: ${versionId}`
  return new FakeServiceError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for ${which}`,
  )
}

/** Adds a version, or fills one that a rotation began. The same text twice is no error. */
export function putValue(account: FakeAccount, input: Input): object {
  const secret = findLiving(account, input.SecretId)
  const versionId = String(input.ClientRequestToken ?? account.ids.makeUuid())
  const stages = (input.VersionStages as string[] | undefined) ?? ['AWSCURRENT']
  const text = String(input.SecretString ?? '')
  const existing = secret.versions.get(versionId)
  if (existing?.text !== undefined && existing.text !== text) {
    const message = `You can't modify the existing version ${versionId}. You can only create new versions.`
    throw new FakeServiceError('ResourceExistsException', message)
  }
  for (const version of secret.versions.values()) {
    version.stages = version.stages.filter((stage) => stage === 'AWSCURRENT' || !stages.includes(stage))
  }
  const others = stages.filter((stage) => stage !== 'AWSCURRENT')
  secret.versions.set(versionId, { text, stages: others, createdAt: existing?.createdAt ?? account.now() })
  if (stages.includes('AWSCURRENT')) makeCurrent(account, secret, versionId)
  secret.changedAt = account.now()
  return { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: stages }
}

/** @throws FakeServiceError (InvalidParameterException) when the stage is elsewhere than the caller says */
export function moveStage(account: FakeAccount, input: Input): object {
  const secret = findLiving(account, input.SecretId)
  const stage = String(input.VersionStage)
  const holder = findStage(secret, stage)?.[0]
  const from = input.RemoveFromVersionId as string | undefined
  const to = input.MoveToVersionId as string | undefined
  if (holder !== undefined && holder !== to && holder !== from) {
    throw new FakeServiceError(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    )
  }
  if (to !== undefined && !secret.versions.has(to)) throw refuseValue(to, stage)
  if (stage === 'AWSCURRENT' && to !== undefined) {
    makeCurrent(account, secret, to)
  } else {
    for (const version of secret.versions.values()) version.stages = version.stages.filter((each) => each !== stage)
    if (to !== undefined) secret.versions.get(to)?.stages.push(stage)
  }
  return { ARN: secret.arn, Name: secret.name }
}
