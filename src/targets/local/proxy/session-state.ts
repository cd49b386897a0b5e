import { setTracked, type TrackedVariable } from './sql/tracked-variables.ts'

/**
 * The state that a session shares with the database connection that serves it. Immutable: a connection may serve a
 * session at once when their keys are equal, else it is changed first.
 */
export interface SessionState {
  readonly key: string
  /** Capability flags that change statements or results. */
  readonly capabilities: number
  readonly collation: number
  /** A byte for each character; empty for none. */
  readonly database: string
  readonly variables: readonly TrackedVariable[]
}

/** What a session's state is made of. */
export type SessionStateParts = Omit<SessionState, 'key'>

/** A state with its key: two states are the same session when their keys are equal. */
export function createSessionState(parts: SessionStateParts): SessionState {
  const variables = parts.variables.map(({ statement }) => statement).join(';')
  return { ...parts, key: `${parts.capabilities}/${parts.collation}/${parts.database}\0${variables}` }
}

/** The state after USE; the same object when nothing changes. @param database a byte for each character */
export function withDatabase(state: SessionState, database: string): SessionState {
  return database === state.database ? state : createSessionState({ ...state, database })
}

/** The state after a SET, which replaces earlier ones of the same variable. */
export function withVariable(state: SessionState, variable: TrackedVariable): SessionState {
  return createSessionState({ ...state, variables: setTracked(state.variables, variable) })
}

/**
 * The statements that turn `from` into `to`, or undefined when that takes more than statements: then the
 * connection's state must be cleared first.
 */
export function findChanges(
  from: SessionState,
  to: SessionState,
): { useDatabase: boolean; statements: string[] } | undefined {
  if (from.capabilities !== to.capabilities || from.collation !== to.collation) return undefined
  if (to.database === '' && from.database !== '') return undefined
  for (const [index, variable] of from.variables.entries()) {
    if (to.variables[index]?.statement !== variable.statement) return undefined
  }
  const statements = to.variables.slice(from.variables.length).map(({ statement }) => statement)
  return { useDatabase: to.database !== from.database, statements }
}
