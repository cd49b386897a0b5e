import { connect, type Socket } from 'node:net'
import { choosePlugin, finishLogin } from '../../../src/targets/local/proxy/auth/log-in.ts'
import { type AuthPlugin, scramblePassword } from '../../../src/targets/local/proxy/auth/scrambles.ts'
import { Capability } from '../../../src/targets/local/proxy/protocol/capabilities.ts'
import { findResponseKind } from '../../../src/targets/local/proxy/protocol/commands.ts'
import { framePayload } from '../../../src/targets/local/proxy/protocol/framing.ts'
import { type Greeting, readGreeting } from '../../../src/targets/local/proxy/protocol/greeting.ts'
import { writeChangeUser } from '../../../src/targets/local/proxy/protocol/login-packets.ts'
import { PacketChannel } from '../../../src/targets/local/proxy/protocol/packet-channel.ts'
import { PayloadWriter } from '../../../src/targets/local/proxy/protocol/payload-writer.ts'
import { ResponseTracker } from '../../../src/targets/local/proxy/protocol/response-tracker.ts'

export interface RawLogin {
  port: number
  user: string
  password: string
  database: string
  /** Flags beside those that every login has. */
  capabilities: number
  collation?: number
  /** Name and value of what the client tells of itself, where its flags say that it does. */
  attribute?: [string, string]
}

/** Flags of a client of today. */
export const modernCapabilities =
  Capability.longPassword | Capability.transactions | Capability.pluginAuth | Capability.connectionAttributes

const always = Capability.protocol41 | Capability.secureConnection | Capability.connectWithDatabase

/** A client that says just what a test wants, without TLS; one without plugins has mysql_native_password. */
export class RawClient {
  readonly greeting: Greeting
  readonly closed: Promise<void>
  readonly socket: Socket
  private readonly channel: PacketChannel
  private readonly login: RawLogin
  private readonly deprecateEof: boolean

  private constructor(socket: Socket, channel: PacketChannel, greeting: Greeting, login: RawLogin) {
    this.socket = socket
    this.channel = channel
    this.greeting = greeting
    this.login = login
    this.deprecateEof = (login.capabilities & Capability.deprecateEof) !== 0
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
  }

  /** Logs in. @throws DatabaseRefusal with the error that was answered */
  static async open(login: RawLogin): Promise<RawClient> {
    const socket = connect({ port: login.port, host: '127.0.0.1', noDelay: true })
    const channel = new PacketChannel((bytes) => socket.write(bytes), 2 ** 26)
    socket.on('data', (chunk: Buffer) => channel.push(chunk))
    socket.on('error', (error) => channel.fail(error))
    socket.on('close', () => channel.fail(new Error('closed')))
    const greeting = readGreeting(await channel.read())
    const knowsPlugins = (login.capabilities & Capability.pluginAuth) !== 0
    const plugin = knowsPlugins ? choosePlugin(greeting.authPlugin) : 'mysql_native_password'
    channel.write(writeLogin(login, greeting.nonce, plugin))
    const credentials = { username: login.user, password: login.password, versionId: '' }
    try {
      await finishLogin(channel, plugin, credentials, greeting.nonce, false)
    } catch (error) {
      socket.destroy()
      throw error
    }
    return new RawClient(socket, channel, greeting, login)
  }

  /** Sends a command; returns the payloads of its whole response, none for a command that has none. */
  async ask(command: number, ...parts: (Buffer | string)[]): Promise<Buffer[]> {
    const request = Buffer.concat([Buffer.of(command), ...parts.map((part) => Buffer.from(part))])
    this.channel.writeCommand(request)
    const kind = findResponseKind(request) ?? 'single'
    const payloads: Buffer[] = []
    if (kind === 'none') return payloads
    const tracker = new ResponseTracker()
    tracker.begin(kind, this.deprecateEof, 0)
    while (!tracker.done) {
      const payload = await this.channel.read()
      tracker.feed(framePayload(payload, 0))
      payloads.push(payload)
    }
    return payloads
  }

  /** COM_CHANGE_USER to the same user, with another collation. @throws DatabaseRefusal with the error that was answered */
  async changeCollation(collation: number): Promise<void> {
    const { user, password, database, capabilities } = this.login
    const authPlugin = choosePlugin(this.greeting.authPlugin)
    const authResponse = scramblePassword(authPlugin, password, this.greeting.nonce)
    const request = { capabilities, collation, user, authResponse, database: Buffer.from(database), authPlugin }
    this.channel.writeCommand(writeChangeUser(request))
    const credentials = { username: user, password, versionId: '' }
    await finishLogin(this.channel, authPlugin, credentials, this.greeting.nonce, false)
  }

  /** A command after which nothing is answered. */
  say(command: number): void {
    this.channel.writeCommand(Buffer.of(command))
  }

  destroy(): void {
    this.socket.destroy()
  }
}

function writeLogin(login: RawLogin, nonce: Buffer, plugin: AuthPlugin): Buffer {
  const { user, password, database, capabilities, collation = 45, attribute = ['_pid', '12345678'] } = login
  const proof = scramblePassword(plugin, password, nonce)
  const writer = new PayloadWriter()
    .uint32((capabilities | always) >>> 0)
    .uint32(2 ** 24)
    .uint8(collation)
    .zeros(23)
    .nulTerminated(user)
    .uint8(proof.length)
    .bytes(proof)
    .nulTerminated(database)
  if (capabilities & Capability.pluginAuth) writer.nulTerminated(plugin)
  if (capabilities & Capability.connectionAttributes) writer.bytes(lengthEncode(attribute.map(lengthEncode)))
  return writer.finish()
}

/** Text or bytes with their length before them. */
function lengthEncode(content: string | Buffer[]): Buffer {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.concat(content)
  const { length } = bytes
  if (length < 0xfb) return Buffer.concat([Buffer.of(length), bytes])
  const head = Buffer.alloc(9, 0xfe)
  head.writeBigUInt64LE(BigInt(length), 1)
  return Buffer.concat([head, bytes])
}
