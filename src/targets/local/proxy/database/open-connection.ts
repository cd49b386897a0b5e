import type { Socket } from 'node:net'
import { choosePlugin, DatabaseRefusal, finishLogin } from '../auth/log-in.ts'
import { scramblePassword } from '../auth/scrambles.ts'
import type { Credentials } from '../auth/secret-source.ts'
import type { Clock } from '../clock.ts'
import { Capability, hasCapability } from '../protocol/capabilities.ts'
import { type Greeting, readGreeting } from '../protocol/greeting.ts'
import { writeLoginRequest, writeTlsRequest } from '../protocol/login-packets.ts'
import { readError } from '../protocol/messages.ts'
import { PacketChannel } from '../protocol/packet-channel.ts'
import type { SessionState } from '../session-state.ts'
import { DatabaseConnection } from './database-connection.ts'
import { connectSocket, type DatabaseServer, upgradeToTls } from './database-server.ts'

const LONGEST_LOGIN_PACKET = 1 << 20

/** Where to connect, as whom, and how long to try. */
export interface OpenConnectionOptions {
  id: number
  server: DatabaseServer
  credentials: Credentials
  /** Flags and collation to log in with; no schema, no variables. */
  state: SessionState
  clock: Clock
  /** Milliseconds until a connection that is not ready is given up. */
  timeout: number
}

/** A connection that is logged in, and what the server said of itself. */
export interface OpenedConnection {
  connection: DatabaseConnection
  greeting: Greeting
  /** Both ends, for the log; absent for a Unix socket. */
  addresses: { proxy: string; database: string } | undefined
}

/**
 * Connects to the database and logs in, without a schema.
 * @throws DatabaseRefusal when the server refuses; a socket's error when it cannot be reached or does not answer
 */
export async function openConnection(options: OpenConnectionOptions): Promise<OpenedConnection> {
  const sockets: Socket[] = []
  const cancelTimeout = options.clock.schedule(options.timeout, () => {
    for (const socket of sockets) socket.destroy(new Error('The database did not answer in time.'))
  })
  try {
    const socket = await connectSocket(options.server, (made) => sockets.push(made))
    return await logIn(socket, options, (secured) => sockets.push(secured))
  } catch (error) {
    for (const socket of sockets) socket.destroy()
    throw error
  } finally {
    cancelTimeout()
  }
}

async function logIn(
  socket: Socket,
  options: OpenConnectionOptions,
  onSecured: (socket: Socket) => void,
): Promise<OpenedConnection> {
  const { server, credentials, clock, id } = options
  const plain = listen(socket)
  const greeting = await receiveGreeting(plain.channel)
  // MariaDB leaves this flag out of its greeting to announce extensions of its own, which are not wanted here.
  const offered = greeting.capabilities | Capability.longPassword
  const capabilities = (options.state.capabilities & offered) >>> 0
  let line = plain
  if ('host' in server && server.tls) {
    // Whoever names an authority wants to know whom the password goes to.
    if (!hasCapability(greeting.capabilities, Capability.tls)) throw new Error('The database does not offer TLS.')
    plain.channel.write(writeTlsRequest(capabilities, options.state.collation))
    plain.stop()
    const secured = await upgradeToTls(socket, server.host, server.tls)
    onSecured(secured)
    line = listen(secured)
    line.channel.continueAfter(1)
  }
  const secure = line !== plain || 'socketPath' in server
  const authPlugin = choosePlugin(greeting.authPlugin)
  line.channel.write(
    writeLoginRequest({
      capabilities: line === plain ? capabilities : (capabilities | Capability.tls) >>> 0,
      collation: options.state.collation,
      user: credentials.username,
      authResponse: scramblePassword(authPlugin, credentials.password, greeting.nonce),
      database: Buffer.alloc(0),
      authPlugin,
    }),
  )
  const login = await finishLogin(line.channel, authPlugin, credentials, greeting.nonce, secure)
  line.stop()
  const connection = new DatabaseConnection(id, line.socket, options.state, secure, clock.now())
  connection.status = login.status
  connection.usualAutocommit = connection.autocommit
  connection.nonce = login.nonce
  connection.authPlugin = greeting.authPlugin
  return { connection, greeting, addresses: describeAddresses(socket) }
}

function describeAddresses({
  localAddress,
  localPort,
  remoteAddress,
  remotePort,
}: Socket): OpenedConnection['addresses'] {
  if (localAddress === undefined) return undefined
  return { proxy: `${localAddress}:${localPort}`, database: `${remoteAddress}:${remotePort}` }
}

interface Line {
  socket: Socket
  channel: PacketChannel
  stop(): void
}

/** Reads packets from a socket until it is stopped. */
function listen(socket: Socket): Line {
  const channel = new PacketChannel((bytes) => socket.write(bytes), LONGEST_LOGIN_PACKET)
  const push = (chunk: Buffer): void => channel.push(chunk)
  const fail = (error: Error): void => channel.fail(error)
  const close = (): void => channel.fail(new Error('The database closed the connection during the login.'))
  socket.on('data', push)
  // Stays for good: an error always ends in a close, which the connection handles.
  socket.on('error', fail)
  socket.on('close', close)
  return {
    socket,
    channel,
    stop() {
      socket.off('data', push)
      socket.off('close', close)
    },
  }
}

async function receiveGreeting(channel: PacketChannel): Promise<Greeting> {
  const payload = await channel.read()
  if (payload[0] === 0xff) throw new DatabaseRefusal(readError(payload))
  return readGreeting(payload)
}
