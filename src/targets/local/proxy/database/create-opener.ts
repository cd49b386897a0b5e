import { isAccessDenied } from '../auth/log-in.ts'
import type { Credentials, CredentialsCache } from '../auth/secret-source.ts'
import type { Clock } from '../clock.ts'
import { LOGIN_COLLATIONS } from '../protocol/login-packets.ts'
import type { ServerFace } from '../proxy-context.ts'
import type { Report } from '../proxy-log.ts'
import { createSessionState, type SessionState } from '../session-state.ts'
import type { DatabaseConnection } from './database-connection.ts'
import type { DatabaseServer } from './database-server.ts'
import { type OpenedConnection, openConnection } from './open-connection.ts'
import { changeUser, runStatement } from './own-commands.ts'
import { MissingCredentials } from './target-monitor.ts'

/** What connections are opened with. */
export interface OpenerOptions {
  server: DatabaseServer
  credentials: CredentialsCache
  clock: Clock
  /** Milliseconds for one login. */
  timeout: number
  initQuery: readonly string[]
  face: ServerFace
  report: Report
}

/**
 * Returns how the pool opens a connection: with the secret as it is now; read once more when the database refuses
 * the password, which may have been changed a moment ago. The initialization query runs before anybody gets it.
 */
export function createOpener(options: OpenerOptions): (state: SessionState) => Promise<DatabaseConnection> {
  let lastId = 0
  const logIn = async (wanted: SessionState): Promise<OpenedConnection> => {
    lastId += 1
    // Others are opened while the secret is read.
    const id = lastId
    const { server, clock, timeout, face } = options
    const credentials = await readCredentials(options.credentials)
    const state = createSessionState({ ...wanted, database: '', variables: [] })
    const opened = await openConnection({ id, server, credentials, state, clock, timeout })
    if (state.collation > LOGIN_COLLATIONS) await nameCollation(opened.connection, credentials)
    const { serverVersion, capabilities, collation } = opened.greeting
    Object.assign(face, { serverVersion, capabilities, collation })
    return opened
  }
  return async (wanted) => {
    const { connection, addresses } = await logIn(wanted).catch((error: unknown) => {
      if (!isAccessDenied(error)) throw error
      options.credentials.forget()
      return logIn(wanted)
    })
    await runInitQuery(connection, options)
    const message = addresses
      ? `A TCP connection was established from the proxy at ${addresses.proxy} to the database at ${addresses.database}.`
      : `A connection was established from the proxy to the database at ${describe(options.server)}.`
    options.report('INFO', message, { databaseConnection: connection.id })
    return connection
  }
}

async function readCredentials(cache: CredentialsCache): Promise<Credentials> {
  try {
    return await cache.current()
  } catch (cause) {
    throw new MissingCredentials('The secret could not be read.', { cause })
  }
}

/** The login itself could not name it. */
async function nameCollation(connection: DatabaseConnection, credentials: Credentials): Promise<void> {
  try {
    await changeUser(connection, credentials, connection.state)
  } catch (error) {
    connection.destroy()
    throw error
  }
}

async function runInitQuery(connection: DatabaseConnection, { initQuery }: OpenerOptions): Promise<void> {
  try {
    for (const statement of initQuery) await runStatement(connection, statement)
  } catch (error) {
    connection.destroy()
    throw error
  }
}

function describe(server: DatabaseServer): string {
  return 'socketPath' in server ? server.socketPath : `${server.host}:${server.port}`
}
