import type { PinReason } from './pin-reasons.ts'
import type { TrackedVariable } from './tracked-variables.ts'

/** What one statement does to its session, beyond its result. */
export interface StatementEffects {
  /** The client keeps its database connection from this statement on. */
  pin: PinReason | undefined
  /** Tracked variables it sets, with values that can be repeated. */
  sets: TrackedVariable[]
  /** Tracked variables it sets to something that only the server can work out. */
  computes: string[]
  /** Schema that USE chose, a byte for each character. */
  usesDatabase: string | undefined
  dropsDatabase: string | undefined
  /** COMMIT or ROLLBACK: with autocommit off, the connection can be given back after it. */
  endsTransaction: boolean
  /** Sets session variables and nothing else: with autocommit off, it does not begin a transaction. */
  isSet: boolean
  /** Asks what the session's previous statement left behind: warnings, errors, row counts. */
  readsPrevious: boolean
  /** Asks for the last generated id. */
  readsInsertId: boolean
  /** May change the last generated id without a word of it in the response. */
  setsInsertId: boolean
  /** Inserts values from which no id can come but one that is written out: any other one was generated. */
  insertsPlainValues: boolean
  /** May leave state behind that nothing reports: the connection is cleared before another client gets it. */
  leavesTraces: boolean
}

/** The effects of a statement that has none. */
export function createEffects(): StatementEffects {
  return {
    pin: undefined,
    sets: [],
    computes: [],
    usesDatabase: undefined,
    dropsDatabase: undefined,
    endsTransaction: false,
    isSet: false,
    readsPrevious: false,
    readsInsertId: false,
    setsInsertId: false,
    insertsPlainValues: false,
    leavesTraces: false,
  }
}

/** Whether the session's tracked state or its traces on the connection may differ after the statement. */
export function changesSession(effects: StatementEffects): boolean {
  const { sets, computes, usesDatabase, dropsDatabase, leavesTraces } = effects
  return (
    leavesTraces || usesDatabase !== undefined || dropsDatabase !== undefined || sets.length > 0 || computes.length > 0
  )
}
