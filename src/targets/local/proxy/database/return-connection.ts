import type { ProxyContext } from '../proxy-context.ts'
import type { DatabaseConnection } from './database-connection.ts'
import { clearConnection } from './prepare-connection.ts'

/**
 * Takes back a connection from a client that left with a transaction open or pinned: clears its session at once, so
 * that no lock stays, then gives it to the pool. Never rejects: a connection that cannot be cleared is closed.
 */
export async function returnUsedConnection(connection: DatabaseConnection, context: ProxyContext): Promise<void> {
  connection.holder = undefined
  connection.pinned = false
  try {
    const credentials = await context.credentials.current()
    await clearConnection(connection, connection.state, credentials, context.initQuery)
  } catch (error) {
    if (connection.endedByProxy) return
    const reason = error instanceof Error ? error.message : String(error)
    context.report('WARN', `The database connection closed. Reason: Its session could not be reset: ${reason}`, {
      databaseConnection: connection.id,
    })
    connection.destroy()
    return
  }
  context.report('INFO', 'The database connection was released to the connection pool upon session reset.', {
    databaseConnection: connection.id,
  })
  context.pool.release(connection, context.clock.now())
}
