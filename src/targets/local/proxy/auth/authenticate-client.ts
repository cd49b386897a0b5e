import { randomBytes } from 'node:crypto'
import { NONCE_LENGTH } from '../protocol/greeting.ts'
import type { LoginRequest } from '../protocol/login-packets.ts'
import type { PacketChannel } from '../protocol/packet-channel.ts'
import { PayloadWriter } from '../protocol/payload-writer.ts'
import { type AuthPlugin, areEqual, scramblePassword } from './scrambles.ts'
import type { Credentials } from './secret-source.ts'

const CLEAR_PASSWORD = 'mysql_clear_password'
const FAST_AUTH_DONE = Buffer.of(1, 3)
const FULL_AUTH_WANTED = Buffer.of(1, 4)

/** What the outcome of a client's login depends on. */
export interface AuthenticationContext {
  /** How clients must prove the password (RDS Proxy's ClientPasswordAuthType). */
  plugin: AuthPlugin
  /** Any of them will do. None when the secret cannot be read: then nobody can log in. */
  credentials: readonly Credentials[]
  /** TLS: the password itself may be asked for. */
  secure: boolean
  /** Given when IAM takes the place of the password: says whether the token is good for the user. */
  acceptsToken?: (token: string, user: string) => boolean
  /** Versions of the secret for which a full authentication succeeded, as the server's cache has them. */
  knownVersions: Set<string>
}

/** How a login ended; `usingPassword` is what the error message says to a client that was refused. */
export type AuthenticationOutcome = { accepted: true } | { accepted: false; usingPassword: boolean }

/** 20 random bytes of 1 to 127: some clients stop at a NUL. */
export function createNonce(): Buffer {
  // Memory of its own: a piece of Node's pool would keep 8 KB for as long as the client stays.
  const nonce = Buffer.alloc(NONCE_LENGTH)
  nonce.set(randomBytes(NONCE_LENGTH).map((byte) => byte & 0x7f || 1))
  return nonce
}

/**
 * Finds out whether the client knows the secret's password. Asks it for the right plugin first when it used another
 * one. The caller sends the closing OK or ERR.
 * @param nonce the challenge that the login request answers
 */
export async function authenticateClient(
  channel: PacketChannel,
  login: LoginRequest,
  nonce: Buffer,
  context: AuthenticationContext,
): Promise<AuthenticationOutcome> {
  if (context.acceptsToken) return authenticateByToken(channel, login, context, context.acceptsToken)
  let challenge = nonce
  let response = login.authResponse
  if (login.authPlugin !== context.plugin) {
    challenge = createNonce()
    channel.write(writeAuthSwitch(context.plugin, challenge))
    response = await channel.read()
  }
  const usingPassword = response.length > 0
  const accepted = usingPassword && (await provesPassword(channel, login.user, response, challenge, context))
  return accepted ? { accepted } : { accepted, usingPassword }
}

/** The token comes as a password in the clear, so only over TLS. */
async function authenticateByToken(
  channel: PacketChannel,
  login: LoginRequest,
  { secure, credentials }: AuthenticationContext,
  acceptsToken: (token: string, user: string) => boolean,
): Promise<AuthenticationOutcome> {
  if (!secure) return { accepted: false, usingPassword: login.authResponse.length > 0 }
  let response = login.authResponse
  if (login.authPlugin !== CLEAR_PASSWORD) {
    channel.write(writeAuthSwitch(CLEAR_PASSWORD, Buffer.alloc(0)))
    response = await channel.read()
  }
  const token = response.toString().replace(/\0$/, '')
  const isKnown = credentials.some(({ username }) => username === login.user)
  return isKnown && acceptsToken(token, login.user)
    ? { accepted: true }
    : { accepted: false, usingPassword: token !== '' }
}

function writeAuthSwitch(plugin: string, nonce: Buffer): Buffer {
  return new PayloadWriter().uint8(0xfe).nulTerminated(plugin).nulTerminated(nonce).finish()
}

async function provesPassword(
  channel: PacketChannel,
  user: string,
  response: Buffer,
  nonce: Buffer,
  context: AuthenticationContext,
): Promise<boolean> {
  const { plugin, secure, knownVersions } = context
  const credentials = context.credentials.filter(({ username }) => username === user)
  const proven = credentials.find(({ password }) => areEqual(response, scramblePassword(plugin, password, nonce)))
  if (plugin === 'mysql_native_password') return proven !== undefined
  if (proven && (!secure || knownVersions.has(proven.versionId))) {
    channel.write(FAST_AUTH_DONE)
    return true
  }
  return secure && fullyAuthenticate(channel, credentials, knownVersions)
}

/** caching_sha2_password without a cache entry: the client sends the password itself, which TLS protects. */
async function fullyAuthenticate(
  channel: PacketChannel,
  credentials: readonly Credentials[],
  knownVersions: Set<string>,
): Promise<boolean> {
  channel.write(FULL_AUTH_WANTED)
  const given = await channel.read()
  const proven = credentials.find(({ password }) => areEqual(given, Buffer.from(`${password}\0`)))
  if (!proven) return false
  knownVersions.add(proven.versionId)
  return true
}
