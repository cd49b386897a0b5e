import { Capability, hasCapability } from './capabilities.ts'
import { PayloadReader } from './payload-reader.ts'
import { PayloadWriter } from './payload-writer.ts'
import { ProtocolError } from './protocol-error.ts'

/** A client's answer to the greeting (HandshakeResponse41). */
export interface LoginRequest {
  capabilities: number
  /** Up to 65,535. A login's own packet has room for its lower byte, COM_CHANGE_USER for all of it. */
  collation: number
  user: string
  authResponse: Buffer
  /** Raw bytes in the client's character set; empty when none is wanted. */
  database: Buffer
  /** Empty for a client that knows no authentication plugins. */
  authPlugin: string
}

const TLS_REQUEST_LENGTH = 32
const FILLER = 23
/** The highest collation that a login can name. */
export const LOGIN_COLLATIONS = 0xff
/**
 * Longest packet of a client's login, in bytes: connection attributes alone can be 64 KB long
 * (`performance_schema_session_connect_attrs_size`).
 */
export const LONGEST_CLIENT_LOGIN = 1 << 17
const LARGEST_PACKET = 0x40000000

/** Whether the packet is only the first part of a login, sent to ask for TLS (SSLRequest). */
export function isTlsRequest(payload: Buffer): boolean {
  return payload.length === TLS_REQUEST_LENGTH && hasCapability(payload.readUInt32LE(0), Capability.tls)
}

/** @throws ProtocolError for clients older than protocol 4.1 and for broken packets */
export function readLoginRequest(payload: Buffer): LoginRequest {
  const reader = new PayloadReader(payload)
  const capabilities = reader.uint32()
  if (!hasCapability(capabilities, Capability.protocol41)) throw new ProtocolError('The client is too old.')
  reader.uint32()
  const collation = reader.uint8()
  reader.bytes(FILLER)
  const user = reader.nulTerminated().toString()
  const authResponse = readAuthResponse(reader, capabilities)
  const withDatabase = hasCapability(capabilities, Capability.connectWithDatabase) && reader.remaining > 0
  const database = withDatabase ? reader.nulTerminated() : Buffer.alloc(0)
  const authPlugin = readPluginName(reader, capabilities)
  return { capabilities, collation, user, authResponse, database, authPlugin }
}

function readAuthResponse(reader: PayloadReader, capabilities: number): Buffer {
  if (hasCapability(capabilities, Capability.pluginAuthLengthEncoded)) {
    return reader.lengthEncodedBytes() ?? Buffer.alloc(0)
  }
  if (hasCapability(capabilities, Capability.secureConnection)) return reader.bytes(reader.uint8())
  return reader.nulTerminated()
}

function readPluginName(reader: PayloadReader, capabilities: number): string {
  if (!hasCapability(capabilities, Capability.pluginAuth) || reader.remaining === 0) return ''
  return reader.nulTerminated().toString()
}

/** A client's COM_CHANGE_USER, given the flags of its connection. @throws ProtocolError for broken packets */
export function readChangeUser(payload: Buffer, capabilities: number, collationBefore: number): LoginRequest {
  const reader = new PayloadReader(payload, 1)
  const user = reader.nulTerminated().toString()
  const authResponse = reader.bytes(reader.uint8())
  const database = reader.nulTerminated()
  const collation = reader.remaining >= 2 ? reader.uint16() : collationBefore
  return { capabilities, collation, user, authResponse, database, authPlugin: readPluginName(reader, capabilities) }
}

function startLogin(capabilities: number, collation: number): PayloadWriter {
  return new PayloadWriter()
    .uint32(capabilities)
    .uint32(LARGEST_PACKET)
    .uint8(collation & LOGIN_COLLATIONS)
    .zeros(FILLER)
}

/** The first part of a login that goes on under TLS. */
export function writeTlsRequest(capabilities: number, collation: number): Buffer {
  return startLogin((capabilities | Capability.tls) >>> 0, collation).finish()
}

/** The login of the proxy at the database, without a schema. */
export function writeLoginRequest(request: LoginRequest): Buffer {
  return startLogin(request.capabilities, request.collation)
    .nulTerminated(request.user)
    .uint8(request.authResponse.length)
    .bytes(request.authResponse)
    .nulTerminated(request.authPlugin)
    .finish()
}

/** COM_CHANGE_USER: a login on an open connection, which clears all session state. */
export function writeChangeUser(request: LoginRequest): Buffer {
  return new PayloadWriter()
    .uint8(0x11)
    .nulTerminated(request.user)
    .uint8(request.authResponse.length)
    .bytes(request.authResponse)
    .nulTerminated(request.database)
    .uint16(request.collation)
    .nulTerminated(request.authPlugin)
    .finish()
}
