import { PayloadReader } from './payload-reader.ts'
import { PayloadWriter } from './payload-writer.ts'
import { ProtocolError } from './protocol-error.ts'

/** The first packet of a server (HandshakeV10). */
export interface Greeting {
  serverVersion: string
  connectionId: number
  /** 20 random bytes without a NUL. */
  nonce: Buffer
  capabilities: number
  /** Default collation. */
  collation: number
  status: number
  authPlugin: string
}

const PROTOCOL_VERSION = 10
const FIRST_NONCE_PART = 8
/** Bytes of the challenge that a login answers. */
export const NONCE_LENGTH = 20

/** The payload of a greeting, as protocol 10 has it. */
export function writeGreeting(greeting: Greeting): Buffer {
  return new PayloadWriter()
    .uint8(PROTOCOL_VERSION)
    .nulTerminated(greeting.serverVersion)
    .uint32(greeting.connectionId)
    .nulTerminated(greeting.nonce.subarray(0, FIRST_NONCE_PART))
    .uint16(greeting.capabilities & 0xffff)
    .uint8(greeting.collation)
    .uint16(greeting.status)
    .uint16(greeting.capabilities >>> 16)
    .uint8(NONCE_LENGTH + 1)
    .zeros(10)
    .nulTerminated(greeting.nonce.subarray(FIRST_NONCE_PART))
    .nulTerminated(greeting.authPlugin)
    .finish()
}

/** @throws ProtocolError when it is not a greeting of protocol 10 */
export function readGreeting(payload: Buffer): Greeting {
  const reader = new PayloadReader(payload)
  if (reader.uint8() !== PROTOCOL_VERSION) throw new ProtocolError('The server does not speak protocol 10.')
  const serverVersion = reader.nulTerminated().toString()
  const connectionId = reader.uint32()
  const firstPart = reader.bytes(FIRST_NONCE_PART)
  reader.bytes(1)
  const lowerCapabilities = reader.uint16()
  const collation = reader.uint8()
  const status = reader.uint16()
  const capabilities = (lowerCapabilities | (reader.uint16() << 16)) >>> 0
  const nonceLength = Math.max(NONCE_LENGTH + 1, reader.uint8()) - FIRST_NONCE_PART
  reader.bytes(10)
  const secondPart = reader.bytes(Math.min(nonceLength, reader.remaining))
  const nonce = Buffer.concat([firstPart, secondPart]).subarray(0, NONCE_LENGTH)
  return { serverVersion, connectionId, nonce, capabilities, collation, status, authPlugin: readPlugin(reader) }
}

function readPlugin(reader: PayloadReader): string {
  return reader.remaining > 0 ? reader.nulTerminated().toString() : 'mysql_native_password'
}
