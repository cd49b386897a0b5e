import { NONCE_LENGTH } from '../protocol/greeting.ts'
import { readError, type ServerError } from '../protocol/messages.ts'
import type { PacketChannel } from '../protocol/packet-channel.ts'
import { PayloadReader } from '../protocol/payload-reader.ts'
import { ProtocolError } from '../protocol/protocol-error.ts'
import { type AuthPlugin, encryptPassword, scramblePassword } from './scrambles.ts'
import type { Credentials } from './secret-source.ts'

const PUBLIC_KEY_WANTED = Buffer.of(2)
const FULL_AUTH = 4

/** The database answered a login or a command of the proxy's own with an error packet. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal'
  readonly error: ServerError

  constructor(error: ServerError) {
    super(error.message)
    this.error = error
  }
}

const ACCESS_DENIED = 1045
/** ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED. */
const NO_ROOM = [1040, 1203, 1226]

/** Whether the database refused user or password. */
export function isAccessDenied(error: unknown): boolean {
  return error instanceof DatabaseRefusal && error.error.code === ACCESS_DENIED
}

/** Whether the database has as many connections as it takes, from all together or from this user. */
export function isOutOfRoom(error: unknown): boolean {
  return error instanceof DatabaseRefusal && NO_ROOM.includes(error.error.code)
}

/** The plugin to begin with: the server's default one where it is known here. */
export function choosePlugin(offered: string): AuthPlugin {
  return offered === 'caching_sha2_password' ? offered : 'mysql_native_password'
}

/**
 * Goes through the rest of a login at the database, after the login request or COM_CHANGE_USER was sent. Returns the
 * status flags of the closing OK packet, and the challenge that was answered last (COM_CHANGE_USER starts from it).
 * @param secure the password itself may be sent: TLS or a Unix socket
 * @throws DatabaseRefusal when the server refuses
 */
export async function finishLogin(
  channel: PacketChannel,
  firstPlugin: string,
  credentials: Credentials,
  firstNonce: Buffer,
  secure: boolean,
): Promise<{ status: number; nonce: Buffer }> {
  let nonce = firstNonce
  let plugin = firstPlugin
  for (;;) {
    const payload = await channel.read()
    switch (payload[0]) {
      case 0x00:
        return { status: readStatus(payload), nonce }
      case 0xff:
        throw new DatabaseRefusal(readError(payload))
      case 0xfe:
        ;({ plugin, nonce } = readAuthSwitch(payload))
        channel.write(scramblePassword(checkPlugin(plugin), credentials.password, nonce))
        break
      case 0x01:
        if (payload[1] === FULL_AUTH) await sendPassword(channel, credentials.password, nonce, secure)
        break
      default:
        throw new ProtocolError('The database answered a login with an unknown packet.')
    }
  }
}

function readStatus(ok: Buffer): number {
  const reader = new PayloadReader(ok, 1)
  reader.lengthEncoded()
  reader.lengthEncoded()
  return reader.uint16()
}

function readAuthSwitch(payload: Buffer): { plugin: string; nonce: Buffer } {
  const reader = new PayloadReader(payload, 1)
  const plugin = reader.nulTerminated().toString()
  return { plugin, nonce: reader.rest().subarray(0, NONCE_LENGTH) }
}

function checkPlugin(name: string): AuthPlugin {
  if (name === 'caching_sha2_password' || name === 'mysql_native_password') return name
  throw new DatabaseRefusal({
    code: 1251,
    sqlState: '08004',
    message: `The database wants the authentication plugin ${name}, which the proxy does not have`,
  })
}

async function sendPassword(channel: PacketChannel, password: string, nonce: Buffer, secure: boolean): Promise<void> {
  if (secure) {
    channel.write(Buffer.from(`${password}\0`))
    return
  }
  channel.write(PUBLIC_KEY_WANTED)
  const answer = await channel.read()
  if (answer[0] !== 0x01) throw new DatabaseRefusal(readError(answer))
  channel.write(encryptPassword(password, nonce, answer.subarray(1).toString()))
}
