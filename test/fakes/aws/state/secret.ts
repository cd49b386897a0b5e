import type { Tags } from './tags.ts'

/** A secret with its versions. Times are milliseconds since 1970 on the account's clock. */
export interface FakeSecret {
  arn: string
  name: string
  description?: string
  /** `rds` for a password that RDS manages. */
  owningService?: string
  tags: Tags
  versions: Map<string, FakeSecretVersion>
  rotation?: FakeRotation
  createdAt: number
  changedAt: number
  rotatedAt?: number
  /** When the deletion was asked for; from then on only listed when asked for planned deletions. */
  deletedAt?: number
  /** When it goes for good. */
  goneAt?: number
}

export interface FakeSecretVersion {
  text?: string
  stages: string[]
  createdAt: number
}

export interface FakeRotation {
  enabled: boolean
  functionArn: string
  days?: number
  /** The steps that are still to be run, while a rotation is under way. */
  running?: { versionId: string; steps: string[]; nextAt: number; busy: boolean }
  /** Why the last one ended without success. */
  failure?: unknown
}
