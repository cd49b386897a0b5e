import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { createNonce } from '../auth/authenticate-client.ts'
import { LONGEST_CLIENT_LOGIN } from '../protocol/login-packets.ts'
import { proxyErrors, writeError, writeErrorBeforeGreeting, writeLoginOk } from '../protocol/messages.ts'
import { PacketAssembler } from '../protocol/packet-assembler.ts'
import { PacketChannel } from '../protocol/packet-channel.ts'
import { ProtocolError } from '../protocol/protocol-error.ts'
import type { ProxyContext } from '../proxy-context.ts'
import { type AcceptedLogin, type ClientLine, LoginRefused, logClientIn } from './client-login.ts'
import { createVisit } from './client-request.ts'
import { ClientSession } from './client-session.ts'
import { CommandLoop } from './command-loop.ts'

/** One client from its first byte to its last: login, then requests. */
export class ClientConnection implements ClientLine {
  readonly id: number
  readonly address: string
  secure = false
  readonly connectedAt: number
  lastActivity: number

  private socket: Socket
  private readonly context: ProxyContext
  private readonly onClose: () => void
  readonly nonce = createNonce()
  private loop: CommandLoop | undefined
  private session: ClientSession | undefined
  /** Takes the packets of the login. Nothing that only a login needs is kept after it: many clients rest for hours. */
  private login: PacketChannel | undefined
  private cancelTimeout: (() => void) | undefined
  private closed = false
  private ending = false

  constructor(id: number, socket: Socket, context: ProxyContext, onClose: () => void) {
    this.id = id
    this.context = context
    this.onClose = onClose
    this.socket = socket
    this.address = socket.remoteAddress ?? ''
    this.connectedAt = context.clock.now()
    this.lastActivity = this.connectedAt
    this.login = this.listen(socket)
    this.cancelTimeout = context.clock.schedule(context.durations.login, () => this.close('The login took too long.'))
    context.report('INFO', `A new client connected from ${this.address}:${socket.remotePort}.`, {
      clientConnection: id,
    })
  }

  /** Only there until the client was let in. */
  get channel(): PacketChannel {
    if (!this.login) throw new Error('The login is over.')
    return this.login
  }

  /** Nothing is being done for the client, and it has no transaction open. */
  get resting(): boolean {
    return this.session?.resting ?? true
  }

  /** A request is being handled. */
  get busy(): boolean {
    return this.session?.busy ?? false
  }

  /** Goes through the login and then serves requests. Never rejects. */
  async serve(): Promise<void> {
    try {
      const login = await logClientIn(this, this.context)
      this.stopTimeout()
      this.startSession(login)
    } catch (error) {
      this.handleLoginFailure(error)
    }
  }

  /** Sends an error in place of the greeting. */
  turnAway(error: Parameters<typeof writeErrorBeforeGreeting>[0]): void {
    this.stopTimeout()
    this.channel.write(writeErrorBeforeGreeting(error))
    this.close(error.message)
  }

  /** Ends the connection after what was written so far, and logs the reason. A second call does nothing. */
  close(reason: string): void {
    if (this.ending) return
    this.ending = true
    this.stopTimeout()
    this.context.report('INFO', `The client connection closed. Reason: ${reason}`, { clientConnection: this.id })
    this.socket.end()
    // A client that does not read must not keep its place.
    this.cancelTimeout = this.context.clock.schedule(this.context.durations.drain, () => this.socket.destroy())
  }

  /**
   * Ends the connection of a client that waits for nothing, without waiting for its farewell: one that reads only what
   * it has asked for would not notice.
   */
  dismiss(reason: string): void {
    this.close(reason)
    this.socket.destroySoon()
  }

  /** Cuts the connection off, in the middle of whatever it is doing. */
  destroy(): void {
    this.socket.destroy()
  }

  /** Goes on under TLS. Bytes that came behind the request for it are the handshake's. */
  async upgrade(): Promise<void> {
    const plain = this.socket
    plain.removeAllListeners('data')
    plain.pause()
    for (const rest of this.channel.takeRest().reverse()) plain.unshift(rest)
    const secured = new TLSSocket(plain, { isServer: true, secureContext: this.context.secureContext })
    this.socket = secured
    this.login = this.listen(secured)
    // The request for TLS had sequence number 1.
    this.channel.continueAfter(1)
    this.secure = true
  }

  private listen(socket: Socket): PacketChannel {
    const channel = new PacketChannel((bytes) => socket.write(bytes), LONGEST_CLIENT_LOGIN)
    socket.on('data', (chunk: Buffer) => this.receive(chunk))
    // An error is always followed by a close; nothing else is to be done.
    socket.on('error', (error) => this.login?.fail(error))
    socket.on('close', () => {
      this.login?.fail(new Error('The client closed the connection.'))
      this.handleClose()
    })
    return channel
  }

  private receive(chunk: Buffer): void {
    this.lastActivity = this.context.clock.now()
    if (this.loop) this.loop.receive(chunk)
    else this.channel.push(chunk)
  }

  private startSession(login: AcceptedLogin): void {
    if (this.closed) return
    const { context } = this
    const session = new ClientSession(this, this.socket, login.state, context, (now) => this.handleAnswered(now))
    this.session = session
    const { database } = login.state
    if (database === '' || context.knownDatabases.has(database)) {
      this.welcome(session, login)
      return
    }
    // A login with a schema that does not exist is refused, so one that was not seen before is looked at first.
    session.start(
      createVisit((error) => {
        if (this.closed) return
        if (!error) this.welcome(session, login)
        else {
          this.channel.write(writeError(error))
          this.close(error.message)
        }
      }),
      this.lastActivity,
    )
  }

  private welcome(session: ClientSession, login: AcceptedLogin): void {
    const { totals, limits } = this.context
    totals.clientConnectionsSetupSucceeded += 1
    totals[this.secure ? 'clientConnectionsTLS' : 'clientConnectionsNoTLS'] += 1
    this.channel.write(writeLoginOk(session.status, login.state))
    const rest = this.channel.takeRest()
    this.login = undefined
    this.loop = new CommandLoop({
      line: this,
      session,
      socket: this.socket,
      assembler: new PacketAssembler(limits.requestBytes),
      capabilities: login.capabilities,
      context: this.context,
      close: (reason) => this.close(reason),
    })
    for (const chunk of rest) this.loop.receive(chunk)
  }

  /** The time of idleness begins with the answer, not with the request. */
  private handleAnswered(now: number): void {
    this.lastActivity = now
    this.loop?.handleNext()
  }

  private handleLoginFailure(error: unknown): void {
    if (this.closed) return
    if (error instanceof ProtocolError) this.channel.write(writeError(proxyErrors.badHandshake()))
    const isKnown = error instanceof LoginRefused || error instanceof ProtocolError
    if (isKnown) this.close(error.message)
    else this.socket.destroy()
  }

  private stopTimeout(): void {
    this.cancelTimeout?.()
    this.cancelTimeout = undefined
  }

  private handleClose(): void {
    if (this.closed) return
    this.closed = true
    this.stopTimeout()
    this.context.totals.clientConnectionsClosed += 1
    this.session?.close()
    this.onClose()
  }
}
