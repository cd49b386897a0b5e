import type { Duplex } from 'node:stream'
import { Capability, hasCapability } from '../protocol/capabilities.ts'
import type { ResponseKind } from '../protocol/commands.ts'
import { writeDirectly } from '../protocol/direct-writes.ts'
import { PacketChannel } from '../protocol/packet-channel.ts'
import { ProtocolError } from '../protocol/protocol-error.ts'
import { ResponseTracker } from '../protocol/response-tracker.ts'
import { ServerStatus } from '../protocol/status-flags.ts'
import type { SessionState } from '../session-state.ts'

/** Who gets the response to a forwarded request. */
export interface ResponseReceiver {
  /** Raw bytes of the response. Returns false to have the rest held back. */
  receiveChunk(chunk: Buffer): boolean
  /** Calls `callback` when more can be received. */
  awaitReadiness(callback: () => void): void
  /** The whole response was received. */
  finishResponse(response: ResponseTracker): void
}

/** Who has borrowed the connection and depends on it. */
export interface ConnectionHolder extends ResponseReceiver {
  /** The connection is gone, in the middle of a response or between two of them. */
  loseConnection(): void
}

/** Something of a session that is on the connection and must be read before another session uses it. */
export interface UnreadLeftovers {
  /** Reads it. Never rejects. */
  save(): Promise<void>
}

const LONGEST_OWN_PACKET = 1 << 24

/**
 * One open connection to the database. Either it waits, or it serves one forwarded request (raw bytes through to a
 * receiver), or the proxy's own commands (packets through `channel`).
 */
export class DatabaseConnection {
  readonly id: number
  /** The state its session has now. */
  state: SessionState
  /** Server status flags that the last response reported. */
  status = 0
  /** Something may be left from its last user that others must not see. */
  needsReset = false
  /** Id of the session that used it last: what its previous statement left behind belongs to that one. */
  lastUser = 0
  /** What the last user may still ask for. */
  unread: UnreadLeftovers | undefined
  /** Id of the session whose warnings and errors SHOW WARNINGS would list; 0 when it would list none. */
  diagnosticsOf = 0
  /** What LAST_INSERT_ID() is on it, or was before a statement whose id is unread. */
  insertId: number | bigint = 0
  borrowed = false
  /** Told when the connection is lost. */
  holder: ConnectionHolder | undefined
  pinned = false
  readonly openedAt: number
  idleSince: number
  closed = false
  /** The proxy itself ended it. */
  endedByProxy = false
  /** Called once when it is closed from whichever side. */
  onClose: (() => void) | undefined
  /** Challenge and plugin of the last login, from which COM_CHANGE_USER starts. */
  nonce: Buffer = Buffer.alloc(0)
  authPlugin = ''
  /** Whether a password may be sent as it is: TLS or a Unix socket. */
  readonly secure: boolean

  /** Whether autocommit is on in a session that did not change it. */
  usualAutocommit = true

  private readonly socket: Duplex
  private readonly write: (bytes: Buffer) => boolean
  private readonly tracker = new ResponseTracker()
  private receiver: ResponseReceiver | undefined
  private channel: PacketChannel | undefined

  constructor(id: number, socket: Duplex, state: SessionState, secure: boolean, now: number) {
    this.id = id
    this.socket = socket
    this.write = writeDirectly(socket)
    this.state = state
    this.secure = secure
    this.openedAt = now
    this.idleSince = now
    socket.on('data', (chunk: Buffer) => this.receive(chunk))
    socket.on('close', () => this.handleClose())
  }

  /** As the server reported it last (SERVER_STATUS_IN_TRANS). */
  get inTransaction(): boolean {
    return (this.status & ServerStatus.inTransaction) !== 0
  }

  /** As the server reported it last (SERVER_STATUS_AUTOCOMMIT). */
  get autocommit(): boolean {
    return (this.status & ServerStatus.autocommit) !== 0
  }

  /**
   * Sends a request as it came from the client and gives the response's bytes to `receiver`. Returns false when the
   * database is slower than the client: `awaitTaken` then tells when it has taken the request.
   */
  forward(pieces: readonly Buffer[], kind: ResponseKind, receiver: ResponseReceiver): boolean {
    if (kind !== 'none') {
      this.tracker.begin(kind, hasCapability(this.state.capabilities, Capability.deprecateEof), this.status)
      this.receiver = receiver
    }
    if (pieces.length === 1) return this.write(pieces[0] as Buffer)
    this.socket.cork()
    for (const piece of pieces) this.socket.write(piece)
    this.socket.uncork()
    return !this.socket.writableNeedDrain
  }

  /** Calls back once when the database has taken what was held up; never when the connection is lost before. */
  awaitTaken(callback: () => void): void {
    this.socket.once('drain', callback)
  }

  /** Lets the proxy talk to the database itself: received packets go to the channel until `closeChannel`. */
  openChannel(): PacketChannel {
    this.channel = new PacketChannel((bytes) => this.socket.write(bytes), LONGEST_OWN_PACKET)
    // It may have been lost while its user waited for something else, such as the secret: no answer would ever come.
    if (this.closed) this.channel.fail(describeLost())
    return this.channel
  }

  /** The proxy has said all it wanted. */
  closeChannel(): void {
    this.channel = undefined
  }

  /** Ends it in the protocol's own way. */
  quit(): void {
    this.endedByProxy = true
    this.socket.end(Buffer.of(1, 0, 0, 0, 1))
    this.handleClose()
  }

  /** Cuts it off, whatever it is doing. */
  destroy(): void {
    this.endedByProxy = true
    this.socket.destroy()
    this.handleClose()
  }

  private receive(chunk: Buffer): void {
    if (this.receiver) this.passOn(chunk, this.receiver)
    else if (this.channel) this.channel.push(chunk)
    else this.destroy() // Nobody asked: the server says why it is about to close the connection.
  }

  private passOn(chunk: Buffer, receiver: ResponseReceiver): void {
    let used: number
    try {
      used = this.tracker.feed(chunk)
    } catch {
      // A response that cannot be followed has no end that could be found: the connection is of no use any more.
      this.destroy()
      return
    }
    const flows = receiver.receiveChunk(used === chunk.length ? chunk : chunk.subarray(0, used))
    if (!this.tracker.done) {
      if (!flows) this.holdBack(receiver)
      return
    }
    if (used < chunk.length) {
      this.destroy()
      return
    }
    this.receiver = undefined
    this.status = this.tracker.status
    receiver.finishResponse(this.tracker)
  }

  /** Reads no more of the response until its receiver can take it. */
  private holdBack(receiver: ResponseReceiver): void {
    this.socket.pause()
    receiver.awaitReadiness(() => this.socket.resume())
  }

  private handleClose(): void {
    if (this.closed) return
    this.closed = true
    this.receiver = undefined
    this.channel?.fail(describeLost())
    this.onClose?.()
    this.holder?.loseConnection()
  }
}

/** What everybody is told who wants something of a connection that is gone. */
export function describeLost(): ProtocolError {
  return new ProtocolError('The database closed the connection.')
}
