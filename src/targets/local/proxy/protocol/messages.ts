import { Capability, hasCapability } from './capabilities.ts'
import { PayloadReader } from './payload-reader.ts'
import { PayloadWriter } from './payload-writer.ts'
import { ServerStatus } from './status-flags.ts'

/** An error as the MySQL protocol carries it. */
export interface ServerError {
  code: number
  /** Five characters. */
  sqlState: string
  message: string
}

/** The payload of an error packet. */
export function writeError(error: ServerError): Buffer {
  return new PayloadWriter().uint8(0xff).uint16(error.code).text(`#${error.sqlState}${error.message}`).finish()
}

/**
 * An error instead of the greeting. The client's protocol version is not known then, so it carries no SQL state and
 * clients show HY000.
 */
export function writeErrorBeforeGreeting(error: ServerError): Buffer {
  return new PayloadWriter().uint8(0xff).uint16(error.code).text(error.message).finish()
}

/** Reads an error packet, with or without an SQL state. @throws ProtocolError when it ends too early */
export function readError(payload: Buffer): ServerError {
  const reader = new PayloadReader(payload, 1)
  const code = reader.uint16()
  const text = reader.rest().toString()
  if (!text.startsWith('#')) return { code, sqlState: 'HY000', message: text }
  return { code, sqlState: text.slice(1, 6), message: text.slice(6) }
}

/** An OK packet for a statement that changed nothing. */
export function writeOk(status: number): Buffer {
  return new PayloadWriter().uint8(0).uint8(0).uint8(0).uint16(status).uint16(0).finish()
}

/** The kind of an entry in the session state that an OK packet carries (enum_session_state_type). */
const SCHEMA = 1

/**
 * The OK packet that ends a login or COM_CHANGE_USER: a client that tracks its session is told its schema.
 * @param session its flags and its schema, a byte for each character
 */
export function writeLoginOk(status: number, session: { capabilities: number; database: string }): Buffer {
  const { capabilities, database } = session
  if (!hasCapability(capabilities, Capability.sessionTrack) || database === '') return writeOk(status)
  const name = Buffer.from(database, 'latin1')
  const entry = new PayloadWriter().lengthEncoded(name.length).bytes(name).finish()
  const change = new PayloadWriter().uint8(SCHEMA).lengthEncoded(entry.length).bytes(entry).finish()
  const ok = writeOk(status | ServerStatus.sessionStateChanged)
  // Behind an empty message.
  return new PayloadWriter().bytes(ok).uint8(0).lengthEncoded(change.length).bytes(change).finish()
}

/** Errors that the proxy itself gives to clients; texts of 9501, 1045, 3159, 1040 and 1231 are RDS Proxy's. */
export const proxyErrors = {
  borrowTimeout: (): ServerError => ({
    code: 9501,
    sqlState: 'HY000',
    message: 'Timed-out waiting to acquire database connection',
  }),
  accessDenied: (user: string, address: string, usingPassword: boolean): ServerError => ({
    code: 1045,
    sqlState: '28000',
    message: `Access denied for user '${user}'@'${address}' (using password: ${usingPassword ? 'YES' : 'NO'})`,
  }),
  tlsRequired: (): ServerError => ({
    code: 3159,
    sqlState: 'HY000',
    message: 'This RDS Proxy requires TLS connections.',
  }),
  tooManyClients: (limit: number): ServerError => ({
    code: 1040,
    sqlState: 'HY000',
    message: `Number simultaneous connections exceeded (${limit})`,
  }),
  tooManyNewClients: (limit: number): ServerError => ({
    code: 1040,
    sqlState: 'HY000',
    message: `Connections rate limit exceeded (${limit})`,
  }),
  unusableCharset: (charset: string): ServerError => ({
    code: 1231,
    sqlState: '42000',
    message: `Variable 'character_set_client' can't be set to the value of '${charset}'`,
  }),
  badHandshake: (): ServerError => ({ code: 1043, sqlState: '08S01', message: 'Bad handshake' }),
  oldAuthentication: (): ServerError => ({
    code: 1251,
    sqlState: '08004',
    message: 'Client does not support authentication protocol requested by server; consider upgrading MySQL client',
  }),
  unknownCommand: (): ServerError => ({ code: 1047, sqlState: '08S01', message: 'Unknown command' }),
  packetTooLarge: (): ServerError => ({
    code: 1153,
    sqlState: '08S01',
    message: "Got a packet bigger than 'max_allowed_packet' bytes",
  }),
}
