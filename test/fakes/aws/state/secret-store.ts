import type { FakeAccount } from '../account.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeSecret, FakeSecretVersion } from './secret.ts'
import type { Tags } from './tags.ts'

/** Makes a secret with one version, which is current. Secrets Manager adds six characters to the name in the ARN. */
export function addSecret(
  account: FakeAccount,
  { name, text, tags, description, owningService }: NewSecret,
): FakeSecret {
  const secret: FakeSecret = {
    arn: account.arn('secretsmanager', `secret:${name}-${account.ids.make(6, 'mixed')}`),
    name,
    ...(description !== undefined && { description }),
    ...(owningService !== undefined && { owningService }),
    tags,
    versions: new Map([[account.ids.makeUuid(), { text, stages: ['AWSCURRENT'], createdAt: account.now() }]]),
    createdAt: account.now(),
    changedAt: account.now(),
  }
  account.secrets.set(secret.arn, secret)
  return secret
}

interface NewSecret {
  name: string
  text: string
  tags: Tags
  description?: string
  owningService?: string
}

/** The version with a stage, and its id. */
export function findStage(secret: FakeSecret, stage: string): [string, FakeSecretVersion] | undefined {
  return [...secret.versions].find(([, { stages }]) => stages.includes(stage))
}

/**
 * By ARN, ARN without its last six characters, or name; one whose deletion is planned is found too.
 * @throws FakeServiceError (ResourceNotFoundException)
 */
export function findSecret(account: FakeAccount, id: string): FakeSecret {
  for (const [arn, { goneAt }] of account.secrets) {
    if (goneAt !== undefined && goneAt <= account.now()) account.secrets.delete(arn)
  }
  const found = [...account.secrets.values()].find(
    ({ arn, name }) => id === arn || id === name || id === arn.slice(0, -7),
  )
  if (found) return found
  throw new FakeServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
}

/**
 * Moves AWSCURRENT to a version; the one that had it gets AWSPREVIOUS, as Secrets Manager does by itself.
 * AWSPENDING stays where it is.
 */
export function makeCurrent(account: FakeAccount, secret: FakeSecret, versionId: string): void {
  for (const version of secret.versions.values()) {
    const wasCurrent = version.stages.includes('AWSCURRENT')
    version.stages = version.stages.filter((stage) => stage !== 'AWSPREVIOUS' && stage !== 'AWSCURRENT')
    if (wasCurrent) version.stages.push('AWSPREVIOUS')
  }
  const next = secret.versions.get(versionId)
  if (next) next.stages = ['AWSCURRENT', ...next.stages.filter((stage) => stage !== 'AWSPREVIOUS')]
  secret.changedAt = account.now()
}
