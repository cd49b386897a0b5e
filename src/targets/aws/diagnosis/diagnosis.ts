import type { Explanation } from '../aws-errors/error-row.ts'

/** The resource that failed first, as CloudFormation tells of it. */
export interface FirstFailure {
  logicalId: string
  /** Empty when it was not made. */
  physicalId: string
  /** CloudFormation type. */
  kind: string
  /** `CREATE_FAILED`, ... */
  status: string
  /** CloudFormation's own words, as they came; empty when there were none. */
  reason: string
  /** ISO 8601. */
  at: string
}

/** `problem`: known; `unknown`: something failed for a reason that no row knows; `none`: nothing failed by itself. */
export type Diagnosis =
  | { kind: 'problem'; failure: FirstFailure; explanation: Explanation }
  | { kind: 'unknown'; failure: FirstFailure }
  | { kind: 'none' }
