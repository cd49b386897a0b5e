import type { DatabaseConnection } from '../database/database-connection.ts'
import type { ResponseTracker } from '../protocol/response-tracker.ts'
import { createSessionState, type SessionState } from '../session-state.ts'
import type { PinReason } from '../sql/pin-reasons.ts'
import type { StatementEffects } from '../sql/statement-effects.ts'
import { applyAutocommit, applyEffects } from './apply-effects.ts'
import { type ClientRequest, setMultiStatements } from './client-request.ts'

/** What a finished request means for its session. */
export interface RequestOutcome {
  state: SessionState
  /** Tracked variables whose values only the server knows. */
  computed: string[]
  leavesTraces: boolean
  /** The session cannot be followed any further. */
  pin?: PinReason
}

/** Works out what a session is after a request, from the request's text and from what the server reported. */
export function judgeOutcome(
  before: SessionState,
  request: ClientRequest,
  response: ResponseTracker,
  connection: DatabaseConnection,
): RequestOutcome {
  const { effects } = request
  const done = findDone(effects, response)
  let state = applyAutocommit(applyEffects(before, done), connection)
  if (request.multiStatements !== undefined && !response.failed) {
    const capabilities = setMultiStatements(state.capabilities, request.multiStatements)
    state = createSessionState({ ...state, capabilities })
  }
  const computed = done.flatMap(({ computes }) => computes).filter((name) => name !== 'autocommit')
  const leavesTraces = effects.some((effect) => effect.leavesTraces)
  const outcome: RequestOutcome = { state, computed, leavesTraces }
  if (leavesTraces && effects.length > 1 && effects.some(changesTrackedState)) outcome.pin = 'untracked-variable'
  return outcome
}

/** The statements that the server has carried out: of several, as many as gave a result. */
function findDone(effects: readonly StatementEffects[], response: ResponseTracker): readonly StatementEffects[] {
  return response.failed ? effects.slice(0, response.completedResults) : effects
}

/** With a CALL among several statements, results cannot be counted off against statements. */
function changesTrackedState(effects: StatementEffects): boolean {
  return effects.sets.length > 0 || effects.computes.length > 0 || effects.usesDatabase !== undefined
}

/**
 * Whether the client keeps the connection after the request: in a transaction, and with autocommit off from its
 * first statement on, even if that began no transaction (RDS user guide).
 */
export function keepsConnection(
  request: ClientRequest,
  connection: DatabaseConnection,
  wasInTransaction: boolean,
): boolean {
  if (connection.inTransaction) return true
  if (connection.autocommit || wasInTransaction || request.kind !== 'results') return false
  return request.effects.some(({ isSet, endsTransaction }) => !isSet && !endsTransaction)
}
