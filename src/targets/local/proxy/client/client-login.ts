import { authenticateClient } from '../auth/authenticate-client.ts'
import type { Credentials } from '../auth/secret-source.ts'
import { Capability, databaseCapabilities, hasCapability, offerCapabilities } from '../protocol/capabilities.ts'
import { writeGreeting } from '../protocol/greeting.ts'
import { isTlsRequest, type LoginRequest, readLoginRequest } from '../protocol/login-packets.ts'
import { proxyErrors, type ServerError, writeError } from '../protocol/messages.ts'
import type { PacketChannel } from '../protocol/packet-channel.ts'
import { ServerStatus } from '../protocol/status-flags.ts'
import type { ProxyContext } from '../proxy-context.ts'
import { createSessionState, type SessionState } from '../session-state.ts'
import { findUnusableCharset } from './unusable-charset.ts'

const MOST_SHARED_STATES = 100

/** The proxy's word to a client that cannot come in; already sent when this is thrown. */
export class LoginRefused extends Error {
  override readonly name = 'LoginRefused'
}

/** One client's way in, over whatever stream it has. */
export interface ClientLine {
  id: number
  /** Without a port. */
  address: string
  channel: PacketChannel
  secure: boolean
  /** The challenge of the greeting. Clients that know no plugins answer it again when they change the user. */
  nonce: Buffer
  /** When the client sent something or got an answer last, in the clock's time. */
  lastActivity: number
  /** Continues under TLS; the line has a new channel then. */
  upgrade(): Promise<void>
}

/** What a login asked for and got. */
export interface AcceptedLogin {
  state: SessionState
  /** All flags of the client's connection. */
  capabilities: number
}

/**
 * Greets a client, moves to TLS when it asks for that, and authenticates it. The closing OK is the caller's.
 * @throws LoginRefused after an error packet was sent; ProtocolError when the client does not speak the protocol
 */
export async function logClientIn(line: ClientLine, context: ProxyContext): Promise<AcceptedLogin> {
  const { face, authPlugin, settings } = context
  line.channel.write(
    writeGreeting({
      serverVersion: face.serverVersion,
      connectionId: line.id,
      nonce: line.nonce,
      capabilities: offerCapabilities(face.capabilities),
      collation: face.collation,
      status: ServerStatus.autocommit,
      authPlugin,
    }),
  )
  let payload = await line.channel.read()
  if (isTlsRequest(payload)) {
    await line.upgrade()
    payload = await line.channel.read()
  }
  const login = readLoginRequest(payload)
  if (settings.requireTls && !line.secure) refuseLogin(line, proxyErrors.tlsRequired())
  await checkPassword(line, login, context)
  return describeLogin(login, context)
}

/** Authenticates the user of a login or of COM_CHANGE_USER, and looks at its character set. @throws LoginRefused after an error packet was sent */
export async function checkPassword(line: ClientLine, login: LoginRequest, context: ProxyContext): Promise<void> {
  const { totals, authPlugin, knownVersions, acceptsToken } = context
  const knowsPlugins = hasCapability(login.capabilities, Capability.pluginAuth)
  if (!knowsPlugins && authPlugin !== 'mysql_native_password') refuseLogin(line, proxyErrors.oldAuthentication())
  const credentials = await readCredentials(context)
  const known = knowsPlugins ? login : { ...login, authPlugin: 'mysql_native_password' }
  const outcome = await authenticateClient(line.channel, known, line.nonce, {
    plugin: authPlugin,
    credentials,
    secure: line.secure,
    knownVersions,
    ...(acceptsToken ? { acceptsToken } : {}),
  })
  if (!outcome.accepted) {
    totals.clientConnectionsSetupFailedAuth += 1
    refuseLogin(line, proxyErrors.accessDenied(login.user, line.address, outcome.usingPassword))
  }
  const charset = findUnusableCharset(login.collation)
  if (charset !== undefined) refuseLogin(line, proxyErrors.unusableCharset(charset))
}

/** The session that a login begins. */
export function describeLogin(login: LoginRequest, context: ProxyContext): AcceptedLogin {
  const capabilities = (login.capabilities & offerCapabilities(context.face.capabilities)) >>> 0
  const state = createSessionState({
    capabilities: databaseCapabilities(capabilities),
    collation: login.collation,
    database: login.database.toString('latin1'),
    variables: [],
  })
  return { state: shareState(state, context.loginStates), capabilities }
}

/** Clients that log in alike get the same state: thousands of them cost no memory for it, and their keys are one. */
function shareState(state: SessionState, known: Map<string, SessionState>): SessionState {
  const shared = known.get(state.key)
  if (shared) return shared
  // Every client may name another schema.
  if (known.size >= MOST_SHARED_STATES) known.clear()
  known.set(state.key, state)
  return state
}

async function readCredentials(context: ProxyContext): Promise<Credentials[]> {
  try {
    return await context.credentials.accepted()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    context.report('ERROR', `Proxy does not have any registered credentials: ${reason}`)
    return []
  }
}

function refuseLogin(line: ClientLine, error: ServerError): never {
  line.channel.write(writeError(error))
  throw new LoginRefused(error.message)
}
