import type { AwsEnvironment } from '../environment.ts'
import type { Explanation, FirstFailure } from './diagnosis.ts'
import type { Evidence } from './evidence.ts'
import type { Reason } from './reason.ts'

/** All that is known of a failure when the table is searched. */
export interface KnownOfFailure extends Reason {
  env: AwsEnvironment
  failure: FirstFailure
  evidence: Evidence
}

/** One known failure: how it is recognised, by code first, and what it means. */
export interface FailureRow {
  matches: (about: KnownOfFailure) => boolean
  explain: (about: KnownOfFailure) => Explanation
}
