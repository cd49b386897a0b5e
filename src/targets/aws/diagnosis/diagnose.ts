import type { AwsEnvironment } from '../environment.ts'
import type { StackEvent } from '../follow/stack-event.ts'
import type { Diagnosis, FirstFailure } from './diagnosis.ts'
import type { FailedOperation } from './failed-operation.ts'
import { failureTable } from './failure-table.ts'
import { findFirstCause } from './first-cause.ts'
import { readReason } from './reason.ts'

/** Finds the first cause of a failed operation in the table of known failures. Asks nobody. */
export function diagnose(env: AwsEnvironment, { events, evidence = {} }: FailedOperation): Diagnosis {
  const cause = findFirstCause(events)
  if (!cause) return { kind: 'none' }
  const failure = readFailure(cause)
  const about = { env, failure, evidence, ...readReason(failure.reason) }
  for (const { matches, explain } of failureTable) {
    if (matches(about)) return { kind: 'problem', failure, explanation: explain(about) }
  }
  return { kind: 'unknown', failure }
}

function readFailure({ logicalId, kind, status, reason = '', at }: StackEvent): FirstFailure {
  return { logicalId, kind, status, reason, at: at.toISOString() }
}
