import { findStage, findVersion, type SecretRecord, type SecretVersion } from './secret-record.ts'
import { ServiceError } from './service-error.ts'

/** Service quota: staging labels attached across all versions of one secret. */
const MOST_STAGES = 20
/** Service quota: versions of one secret that are kept. */
const MOST_VERSIONS = 100
const DAY_MS = 86_400_000

/**
 * Attaches a label to a version and takes it from the one that had it. When AWSCURRENT moves, AWSPREVIOUS follows to
 * the version that lost it, as the service does by itself.
 * @throws ServiceError LimitExceededException beyond 20 labels.
 */
export function moveStage(secret: SecretRecord, stage: string, target: SecretVersion): void {
  const holder = findStage(secret, stage)
  if (holder === target) return
  if (holder) detachStage(holder, stage)
  target.stages.push(stage)
  if (stage === 'AWSCURRENT' && holder) moveStage(secret, 'AWSPREVIOUS', holder)
  // A version that is current cannot be the previous one as well (a rollback from AWSCURRENT to AWSPREVIOUS).
  if (stage === 'AWSCURRENT') detachStage(target, 'AWSPREVIOUS')
  const attached = secret.versions.reduce((count, version) => count + version.stages.length, 0)
  if (attached > MOST_STAGES) {
    throw new ServiceError('LimitExceededException', `A secret can have at most ${MOST_STAGES} staging labels.`)
  }
}

function detachStage(version: SecretVersion, stage: string): void {
  version.stages = version.stages.filter((each) => each !== stage)
}

export interface StageUpdate {
  stage: string
  removeFrom?: string | undefined
  moveTo?: string | undefined
}

/**
 * The rules of UpdateSecretVersionStage, from its API reference: a label that is attached must be named together with
 * the version that loses it, and AWSCURRENT can be moved but never taken away.
 */
export function updateStage(secret: SecretRecord, { stage, removeFrom, moveTo }: StageUpdate): void {
  const target = moveTo === undefined ? undefined : requireVersion(secret, moveTo)
  const source = removeFrom === undefined ? undefined : requireVersion(secret, removeFrom)
  const holder = findStage(secret, stage)
  if (target && holder === target) return
  checkSource(stage, holder, source)
  if (target) moveStage(secret, stage, target)
  else removeStage(source, stage)
}

function removeStage(source: SecretVersion | undefined, stage: string): void {
  if (!source) {
    throw new ServiceError(
      'InvalidParameterException',
      'You must specify RemoveFromVersionId, MoveToVersionId or both of them.',
    )
  }
  if (stage === 'AWSCURRENT') {
    throw new ServiceError(
      'InvalidParameterException',
      "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
    )
  }
  detachStage(source, stage)
}

function checkSource(stage: string, holder: SecretVersion | undefined, source: SecretVersion | undefined): void {
  if (holder && !source) {
    throw new ServiceError(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ` +
        `${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    )
  }
  if (source && source !== holder) {
    throw new ServiceError(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId is not valid. Staging label ${stage} is not attached to version ${source.id}.`,
    )
  }
}

function requireVersion(secret: SecretRecord, id: string): SecretVersion {
  const version = findVersion(secret, id)
  if (version) return version
  throw new ServiceError('ResourceNotFoundException', `Secrets Manager can't find the specified secret version: ${id}.`)
}

/**
 * Drops the oldest deprecated versions beyond 100. One that is younger than a day stays, as the service promises.
 * @param now milliseconds since the epoch
 */
export function dropDeprecated(secret: SecretRecord, now: number): void {
  let excess = secret.versions.length - MOST_VERSIONS
  secret.versions = secret.versions.filter((version) => {
    const droppable = version.stages.length === 0 && now - Date.parse(version.createdAt) > DAY_MS
    return !(droppable && excess-- > 0)
  })
}
