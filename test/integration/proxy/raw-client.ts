import { connect, type Socket } from 'node:net'
import { scramblePassword } from '../../../src/targets/local/proxy/auth/scrambles.ts'
import { Capability } from '../../../src/targets/local/proxy/protocol/capabilities.ts'
import { findResponseKind } from '../../../src/targets/local/proxy/protocol/commands.ts'
import { framePayload } from '../../../src/targets/local/proxy/protocol/framing.ts'
import { type Greeting, readGreeting } from '../../../src/targets/local/proxy/protocol/greeting.ts'
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
}

/** Flags of a client of today. */
export const modernCapabilities =
  Capability.longPassword | Capability.transactions | Capability.pluginAuth | Capability.connectionAttributes

const always = Capability.protocol41 | Capability.secureConnection | Capability.connectWithDatabase

/** A client that says just what a test wants, without TLS and with mysql_native_password. */
export class RawClient {
  readonly greeting: Greeting
  readonly closed: Promise<void>
  private readonly socket: Socket
  private readonly channel: PacketChannel
  private readonly deprecateEof: boolean

  private constructor(socket: Socket, channel: PacketChannel, greeting: Greeting, deprecateEof: boolean) {
    this.socket = socket
    this.channel = channel
    this.greeting = greeting
    this.deprecateEof = deprecateEof
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
  }

  /** Logs in; rejects with the text of what was answered instead of OK. */
  static async open(login: RawLogin): Promise<RawClient> {
    const socket = connect({ port: login.port, host: '127.0.0.1', noDelay: true })
    const channel = new PacketChannel((bytes) => socket.write(bytes), 2 ** 26)
    socket.on('data', (chunk: Buffer) => channel.push(chunk))
    socket.on('error', (error) => channel.fail(error))
    socket.on('close', () => channel.fail(new Error('closed')))
    const greeting = readGreeting(await channel.read())
    channel.write(writeLogin(login, greeting.nonce))
    const answer = await channel.read()
    if (answer[0] !== 0) {
      socket.destroy()
      throw new Error(answer.toString('latin1', 1))
    }
    return new RawClient(socket, channel, greeting, (login.capabilities & Capability.deprecateEof) !== 0)
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

  /** A command after which nothing is answered. */
  say(command: number): void {
    this.channel.writeCommand(Buffer.of(command))
  }

  destroy(): void {
    this.socket.destroy()
  }
}

function writeLogin({ user, password, database, capabilities, collation = 45 }: RawLogin, nonce: Buffer): Buffer {
  const proof = scramblePassword('mysql_native_password', password, nonce)
  const writer = new PayloadWriter()
    .uint32((capabilities | always) >>> 0)
    .uint32(2 ** 24)
    .uint8(collation)
    .zeros(23)
    .nulTerminated(user)
    .uint8(proof.length)
    .bytes(proof)
    .nulTerminated(database)
  if (capabilities & Capability.pluginAuth) writer.nulTerminated('mysql_native_password')
  if (capabilities & Capability.connectionAttributes) writer.uint8(14).uint8(4).text('_pid').uint8(8).text('12345678')
  return writer.finish()
}
