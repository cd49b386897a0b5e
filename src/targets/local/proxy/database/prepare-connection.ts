import type { Credentials } from '../auth/secret-source.ts'
import { createSessionState, findChanges, type SessionState } from '../session-state.ts'
import { type DatabaseConnection, describeLost } from './database-connection.ts'
import { changeUser, runStatement, useDatabase } from './own-commands.ts'

/** What a session needs of the connection it was given. */
export interface Preparation {
  user: number
  state: SessionState
  /** The next statement asks for warnings, and the connection may have those of others. */
  clearsDiagnostics: boolean
  /** The session's last generated id (0: none), when the connection has another one and is to be asked for it. */
  insertId: number | bigint | undefined
}

/** Whether the connection's session already is as the user wants it. */
export function canServeAtOnce(connection: DatabaseConnection, state: SessionState, user: number): boolean {
  return connection.state.key === state.key && (!connection.needsReset || connection.lastUser === user)
}

/**
 * Makes the connection's session what the user wants: clears it where something foreign is left or something would
 * have to be undone, then chooses the schema and repeats the user's SET statements.
 * @param initQuery statements of the proxy's initialization query
 * @throws DatabaseRefusal when the server refuses a step; the error is the user's; ProtocolError when the connection is
 * lost
 */
export async function prepareConnection(
  connection: DatabaseConnection,
  wanted: Preparation,
  credentials: () => Promise<Credentials>,
  initQuery: readonly string[],
): Promise<void> {
  const isForeign = connection.lastUser !== wanted.user
  const mustClear = isForeign && connection.needsReset
  if (mustClear || findChanges(connection.state, wanted.state) === undefined) {
    await clearConnection(connection, wanted.state, await credentials(), initQuery)
  }
  const hasTraces = connection.needsReset
  const changes = findChanges(connection.state, wanted.state)
  // Whatever is said from here on replaces what the last user's statement left behind.
  connection.lastUser = 0
  if (changes?.useDatabase) await useDatabase(connection, wanted.state.database)
  for (const statement of changes?.statements ?? []) {
    // Until all are repeated the session is neither the old nor the new one.
    connection.needsReset = true
    await runStatement(connection, statement)
  }
  connection.state = wanted.state
  connection.needsReset = hasTraces
  if (wanted.clearsDiagnostics) await clearDiagnostics(connection)
  if (wanted.insertId !== undefined) await setInsertId(connection, wanted.insertId)
  // Lost before the first step, and none was needed: nobody would ever tell the user of it.
  if (connection.closed) throw describeLost()
}

/** MariaDB keeps the list of warnings through statements without tables, even through a subquery without one. */
async function clearDiagnostics(connection: DatabaseConnection): Promise<void> {
  await runStatement(connection, 'DO (SELECT 1 FROM (SELECT 1) AS t)')
  connection.diagnosticsOf = 0
}

async function setInsertId(connection: DatabaseConnection, id: number | bigint): Promise<void> {
  if (connection.insertId === id) return
  await runStatement(connection, `SET SESSION last_insert_id = ${id}`)
  connection.insertId = id
}

/** Gives the connection a new session with the flags and collation of `state`, and nothing else set. */
export async function clearConnection(
  connection: DatabaseConnection,
  state: SessionState,
  credentials: Credentials,
  initQuery: readonly string[],
): Promise<void> {
  const cleared = createSessionState({ ...connection.state, collation: state.collation, database: '', variables: [] })
  await changeUser(connection, credentials, cleared)
  connection.state = cleared
  connection.needsReset = false
  connection.lastUser = 0
  connection.diagnosticsOf = 0
  // MySQL clears the last generated id too, MariaDB leaves that of the user before.
  await setInsertId(connection, 0)
  for (const statement of initQuery) await runStatement(connection, statement)
}
