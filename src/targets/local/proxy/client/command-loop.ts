import type { Duplex } from 'node:stream'
import { Command } from '../protocol/commands.ts'
import { LONGEST_CLIENT_LOGIN, readChangeUser } from '../protocol/login-packets.ts'
import { proxyErrors, writeError, writeLoginOk, writeOk } from '../protocol/messages.ts'
import { type Packet, type PacketAssembler, readPayload } from '../protocol/packet-assembler.ts'
import { PacketChannel } from '../protocol/packet-channel.ts'
import { ProtocolError } from '../protocol/protocol-error.ts'
import type { ProxyContext } from '../proxy-context.ts'
import { createSessionState } from '../session-state.ts'
import type { ClassifyOptions } from '../sql/classify-options.ts'
import { type ClientLine, checkPassword, describeLogin, LoginRefused } from './client-login.ts'
import { createRequest, createVisit, REQUEST_HEAD } from './client-request.ts'
import type { ClientSession } from './client-session.ts'
import { rememberClassifyOptions } from './lexer-options.ts'

/** What a client's requests are handled with. */
export interface CommandLoopOptions {
  line: ClientLine
  session: ClientSession
  socket: Duplex
  assembler: PacketAssembler
  /** Flags of the client's connection. */
  capabilities: number
  context: ProxyContext
  close(reason: string): void
}

/** Takes a client's requests in turn: answers what concerns the session alone, gives the rest to the session. */
export class CommandLoop {
  private readonly options: CommandLoopOptions
  /** Takes the client's packets during COM_CHANGE_USER. */
  private channel: PacketChannel | undefined
  private handling = false
  private ended = false
  private readonly classifyOptions: () => ClassifyOptions

  constructor(options: CommandLoopOptions) {
    this.options = options
    this.classifyOptions = rememberClassifyOptions(options.session, options.context)
  }

  /** Takes bytes from the client. One that is too fast is paused, so that no more than a chunk waits. */
  receive(chunk: Buffer): void {
    if (this.ended) return
    if (this.channel) {
      this.channel.push(chunk)
      return
    }
    const { assembler, session, socket } = this.options
    const packet = session.busy ? undefined : assembler.takeWhole(chunk)
    if (packet) {
      this.handle(packet)
      return
    }
    try {
      assembler.push(chunk)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.end(error.message, writeError(proxyErrors.packetTooLarge()))
      return
    }
    // A client that sends ahead is held back, so that memory stays bounded.
    if (session.busy && assembler.waiting > 0) socket.pause()
    else this.handleNext()
  }

  /** Handles the requests that are there, until one has to wait for the database. */
  handleNext(): void {
    // Requests that are answered at once come back here.
    if (this.handling) return
    this.handling = true
    const { assembler, session, socket } = this.options
    while (!this.ended && !session.busy && !this.channel) {
      const packet = assembler.next()
      if (!packet) break
      this.handle(packet)
    }
    this.handling = false
    if (assembler.waiting === 0 && socket.isPaused()) socket.resume()
  }

  private handle(packet: Packet): void {
    const { session, socket, line } = this.options
    const head = readPayload(packet, REQUEST_HEAD)
    switch (head[0]) {
      case Command.quit:
        this.end('The client requested that the connection close.')
        return
      case Command.ping:
        session.reply(writeOk(session.status), packet.sequence)
        return
      case Command.resetConnection:
        session.reset(createSessionState({ ...session.state, variables: [] }))
        session.reply(writeOk(session.status), packet.sequence)
        return
      case Command.changeUser:
        this.changeUser(packet).catch(() => socket.destroy())
        return
      default: {
        const request = createRequest(packet, head, this.classifyOptions)
        if (request) session.start(request, line.lastActivity)
        else session.reply(writeError(proxyErrors.unknownCommand()), packet.sequence)
      }
    }
  }

  /** COM_CHANGE_USER: a new login on the open connection. A client that knows plugins gets a new challenge. */
  private async changeUser(packet: Packet): Promise<void> {
    const { line, session, context, socket, capabilities } = this.options
    const channel = new PacketChannel((bytes) => socket.write(bytes), LONGEST_CLIENT_LOGIN)
    this.channel = channel
    channel.continueAfter(packet.sequence)
    try {
      const login = readChangeUser(readPayload(packet), capabilities, session.state.collation)
      const withChannel: ClientLine = { ...describeLine(line), channel }
      await checkPassword(withChannel, { ...login, authPlugin: 'unknown' }, context)
      session.reset(describeLogin(login, context).state)
    } catch (error) {
      if (!(error instanceof LoginRefused) && !(error instanceof ProtocolError)) throw error
      this.end(error.message)
      return
    }
    session.start(
      createVisit((error) => {
        channel.write(error ? writeError(error) : writeLoginOk(session.status, session.state))
        this.channel = undefined
        for (const rest of channel.takeRest()) this.receive(rest)
        this.handleNext()
      }),
      line.lastActivity,
    )
  }

  private end(reason: string, lastWord?: Buffer): void {
    this.ended = true
    if (lastWord) this.options.session.reply(lastWord, 0)
    this.options.close(reason)
  }
}

function describeLine(line: ClientLine): Omit<ClientLine, 'channel'> {
  const { id, address, secure, nonce, lastActivity } = line
  return { id, address, secure, nonce, lastActivity, upgrade: () => line.upgrade() }
}
