import { choosePlugin, DatabaseRefusal, finishLogin } from '../auth/log-in.ts'
import { scramblePassword } from '../auth/scrambles.ts'
import type { Credentials } from '../auth/secret-source.ts'
import { Capability, hasCapability } from '../protocol/capabilities.ts'
import { Command } from '../protocol/commands.ts'
import { framePayload } from '../protocol/framing.ts'
import { writeChangeUser } from '../protocol/login-packets.ts'
import { readError } from '../protocol/messages.ts'
import type { PacketChannel } from '../protocol/packet-channel.ts'
import { PayloadReader } from '../protocol/payload-reader.ts'
import { ResponseTracker } from '../protocol/response-tracker.ts'
import type { SessionState } from '../session-state.ts'
import type { DatabaseConnection } from './database-connection.ts'

/** Runs `work` with a channel of its own on a connection that serves no request. */
async function talk<Result>(
  connection: DatabaseConnection,
  work: (channel: PacketChannel) => Promise<Result>,
): Promise<Result> {
  const channel = connection.openChannel()
  try {
    return await work(channel)
  } finally {
    connection.closeChannel()
  }
}

/**
 * Runs SQL of the proxy's own. Returns the payloads of all packets of the response.
 * @throws DatabaseRefusal when the server answers with an error
 */
export function runStatement(connection: DatabaseConnection, sql: string): Promise<Buffer[]> {
  return runCommand(connection, Buffer.concat([Buffer.of(Command.query), Buffer.from(sql, 'latin1')]), 'results')
}

/** COM_INIT_DB. @throws DatabaseRefusal when there is no such schema, or no right to it */
export async function useDatabase(connection: DatabaseConnection, database: string): Promise<void> {
  await runCommand(connection, Buffer.concat([Buffer.of(Command.initDb), Buffer.from(database, 'latin1')]), 'single')
}

function runCommand(connection: DatabaseConnection, payload: Buffer, kind: 'results' | 'single'): Promise<Buffer[]> {
  return talk(connection, async (channel) => {
    const tracker = new ResponseTracker()
    tracker.begin(kind, hasCapability(connection.state.capabilities, Capability.deprecateEof), connection.status)
    channel.writeCommand(payload)
    const payloads: Buffer[] = []
    while (!tracker.done) {
      const answer = await channel.read()
      tracker.feed(framePayload(answer, 0))
      payloads.push(answer)
    }
    const last = payloads.at(-1) as Buffer
    if (tracker.failed) throw new DatabaseRefusal(readError(last))
    connection.status = tracker.status
    return payloads
  })
}

/**
 * The values of session variables, in order; undefined for NULL.
 * @param names of variables that the proxy tracks, nothing else: they become part of the statement
 */
export async function readVariables(
  connection: DatabaseConnection,
  names: readonly string[],
): Promise<(string | undefined)[]> {
  const sql = `SELECT ${names.map((name) => `@@session.${name}`).join(', ')}`
  const payloads = await runStatement(connection, sql)
  const deprecatesEof = hasCapability(connection.state.capabilities, Capability.deprecateEof)
  const row = payloads[1 + names.length + (deprecatesEof ? 0 : 1)]
  const reader = new PayloadReader(row ?? Buffer.alloc(0))
  return names.map(() => reader.lengthEncodedBytes()?.toString())
}

/**
 * Clears all session state with COM_CHANGE_USER: no schema, no variables, the collation of `state`. Unlike
 * COM_RESET_CONNECTION it leaves the schema, and means the same on MySQL and MariaDB.
 * @throws DatabaseRefusal when user or password are refused: then the connection is of no use any more
 */
export async function changeUser(
  connection: DatabaseConnection,
  credentials: Credentials,
  state: SessionState,
): Promise<void> {
  const authPlugin = choosePlugin(connection.authPlugin)
  // The schema is chosen afterwards, because a schema that is refused here would cost the connection.
  const request = {
    capabilities: state.capabilities,
    collation: state.collation,
    user: credentials.username,
    authResponse: scramblePassword(authPlugin, credentials.password, connection.nonce),
    database: Buffer.alloc(0),
    authPlugin,
  }
  await talk(connection, async (channel) => {
    channel.writeCommand(writeChangeUser(request))
    const login = await finishLogin(channel, authPlugin, credentials, connection.nonce, connection.secure)
    connection.status = login.status
    connection.nonce = login.nonce
  })
}
