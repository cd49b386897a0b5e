/** One version of a secret. `content` is absent while a rotation has announced the version and not yet filled it. */
export interface SecretVersion {
  /** The ClientRequestToken of the request that made it. */
  id: string
  content?: SecretContent
  /** Staging labels; a version without any is deprecated. */
  stages: string[]
  /** ISO 8601. */
  createdAt: string
}

export type SecretContent = { string: string } | { /** Base64. */ binary: string }

export interface RotationRules {
  AutomaticallyAfterDays?: number
  Duration?: string
  ScheduleExpression?: string
}

/** One secret as it is kept in the file. */
export interface SecretRecord {
  arn: string
  name: string
  description?: string
  createdAt: string
  changedAt: string
  rotatedAt?: string
  rotation?: { lambdaArn: string; rules?: RotationRules }
  /** Oldest first. */
  versions: SecretVersion[]
}

/** A version by its label, such as AWSCURRENT. */
export function findStage(secret: SecretRecord, stage: string): SecretVersion | undefined {
  return secret.versions.find((version) => version.stages.includes(stage))
}

export function findVersion(secret: SecretRecord, id: string): SecretVersion | undefined {
  return secret.versions.find((version) => version.id === id)
}
