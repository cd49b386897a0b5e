import type { AwsEnvironment } from '../environment.ts'
import { isOfStack, type StackEvent } from '../follow/stack-event.ts'
import type { Diagnosis, FirstFailure } from './diagnosis.ts'
import type { FailedOperation } from './failed-operation.ts'
import { isRecognised, type KnownOfFailure } from './failure-row.ts'
import { failureTable } from './failure-table.ts'
import { findFirstCause } from './first-cause.ts'
import { readReason } from './reason.ts'

type Happened = Pick<FailedOperation, 'events' | 'evidence'>

/** Finds the first cause of a failed operation in the table of known failures. Asks nobody. */
export function diagnose(env: AwsEnvironment, happened: Happened): Diagnosis {
  const about = gatherKnown(env, happened)
  if (!about) return { kind: 'none' }
  const row = failureTable.find(({ recognise }) => isRecognised(recognise, about))
  const { failure } = about
  return row ? { kind: 'problem', failure, explanation: row.explain(about) } : { kind: 'unknown', failure }
}

/** What the table is searched with; undefined when nothing failed by itself. */
export function gatherKnown(env: AwsEnvironment, { events, evidence = {} }: Happened): KnownOfFailure | undefined {
  const cause = findFirstCause(events)
  if (!cause) return undefined
  const failure = readFailure(cause)
  const isFirst = !events.some((event) => isOfStack(event) && event.status.startsWith('UPDATE_'))
  return { env, failure, evidence, isFirst, idOf: findId(events), ...readReason(failure.reason) }
}

function readFailure({ logicalId, physicalId, kind, status, reason = '', at }: StackEvent): FirstFailure {
  return { logicalId, physicalId, kind, status, reason, at: at.toISOString() }
}

function findId(events: readonly StackEvent[]): KnownOfFailure['idOf'] {
  return (kind) => events.find((event) => event.kind === kind && event.physicalId !== '')?.physicalId
}
