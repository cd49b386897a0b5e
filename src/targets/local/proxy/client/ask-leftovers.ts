import type { ConnectionHolder, DatabaseConnection } from '../database/database-connection.ts'
import type { Preparation } from '../database/prepare-connection.ts'
import { Command } from '../protocol/commands.ts'
import { framePayload } from '../protocol/framing.ts'
import type { SessionState } from '../session-state.ts'
import { inlineValues } from '../sql/inline-values.ts'
import { readWarningsQuestion } from '../sql/warnings-question.ts'
import type { ClientRequest } from './client-request.ts'
import type { Leftovers } from './leftovers.ts'
import { chooseLexerOptions } from './lexer-options.ts'

/** The session whose client asks. */
export interface Asker extends ConnectionHolder {
  readonly id: number
  readonly pinned: boolean
  readonly state: SessionState
  readonly status: number
  readonly lastConnection: DatabaseConnection | undefined
  readonly leftovers: Leftovers
}

/** Whether the request depends on what the session's statements left behind. */
export function asksForLeftovers(request: ClientRequest, asker: Asker): boolean {
  return request.readsPrevious || asksForId(request, asker)
}

/** A session that is pinned keeps its id with the connection: there it must be from the start. */
function asksForId({ readsInsertId, pin }: ClientRequest, { pinned }: Asker): boolean {
  return !pinned && (readsInsertId || pin !== undefined)
}

/** The response to a question about warnings that are no longer on a connection; undefined for any other request. */
export function answerFromLeftovers({ readsPrevious, text }: ClientRequest, asker: Asker): Buffer | undefined {
  if (!readsPrevious || !text) return undefined
  const question = readWarningsQuestion(text, chooseLexerOptions(asker.state, asker.status))
  return question && asker.leftovers.answer(question)
}

/**
 * What the connection must be told before the request, because it does not have what the session's statements left
 * behind; undefined when it has all that the request asks for.
 */
export function findLacking(
  connection: DatabaseConnection,
  request: ClientRequest,
  asker: Asker,
): Preparation | undefined {
  const { diagnosticsOf, holder, lastUser } = connection
  const { id, state, leftovers, lastConnection } = asker
  const lacksId = asksForId(request, asker) && connection.insertId !== leftovers.lastInsertId
  const wasLast = holder === asker || (connection === lastConnection && lastUser === id)
  const isForeign = diagnosticsOf !== 0 && diagnosticsOf !== id
  const lacksPrevious = request.readsPrevious && (lacksId || !wasLast || isForeign)
  if (!lacksId && !lacksPrevious) return undefined
  const insertId = lacksId ? leftovers.lastInsertId : undefined
  return { user: id, state, clearsDiagnostics: lacksPrevious, insertId }
}

/** Row counts and numbers of warnings cannot be told to a connection: they are put into the request's text. */
export function inlineLeftovers(request: ClientRequest, { state, status, leftovers }: Asker): void {
  if (!request.readsPrevious || !request.text) return
  const text = inlineValues(request.text, chooseLexerOptions(state, status), leftovers.values)
  request.pieces = [framePayload(Buffer.concat([Buffer.of(Command.query), text]), request.sequence)]
}
