import type { DatabaseConnection } from '../database/database-connection.ts'
import { canServeAtOnce, type Preparation, prepareConnection } from '../database/prepare-connection.ts'
import type { ProxyContext } from '../proxy-context.ts'
import { type Asker, asksForLeftovers, findLacking } from './ask-leftovers.ts'
import type { ClientRequest } from './client-request.ts'

/** Whether the connection can take the session's request as it is. */
export function isFit(connection: DatabaseConnection, request: ClientRequest, session: Asker): boolean {
  if (asksForLeftovers(request, session) && !hasAll(connection, request, session)) return false
  // What is being read belongs to the statement before: the next one would mix its own with it.
  if (session.leftovers.settled) return false
  // A connection that was held over from the request before is the session's own already.
  if (connection.holder === session) return true
  const isUnread = connection.unread !== undefined && connection.unread !== session.leftovers
  return !isUnread && canServeAtOnce(connection, session.state, session.id)
}

/** Whether the connection has what the request asks for of what the session's statements left behind. */
function hasAll(connection: DatabaseConnection, request: ClientRequest, session: Asker): boolean {
  return !session.leftovers.isUnsettled(connection) && !findLacking(connection, request, session)
}

/**
 * Makes the connection what the session's request needs, once what its last user may still ask for was read from it.
 * @throws what prepareConnection throws
 */
export async function fitConnection(
  connection: DatabaseConnection,
  request: ClientRequest,
  session: Asker,
  { credentials, initQuery }: ProxyContext,
): Promise<void> {
  const { id, state, leftovers } = session
  await connection.unread?.save()
  await leftovers.settled
  const usual: Preparation = { user: id, state, clearsDiagnostics: false, insertId: undefined }
  const wanted = findLacking(connection, request, session) ?? usual
  await prepareConnection(connection, wanted, () => credentials.current(), initQuery)
}
