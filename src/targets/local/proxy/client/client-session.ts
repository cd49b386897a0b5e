import type { Duplex } from 'node:stream'
import { DatabaseRefusal, isAccessDenied } from '../auth/log-in.ts'
import type { ConnectionHolder, DatabaseConnection } from '../database/database-connection.ts'
import { returnUsedConnection } from '../database/return-connection.ts'
import type { Waiter } from '../database/waiting-line.ts'
import { writeDirectly } from '../protocol/direct-writes.ts'
import { framePayload } from '../protocol/framing.ts'
import { proxyErrors, type ServerError, writeError } from '../protocol/messages.ts'
import type { ResponseTracker } from '../protocol/response-tracker.ts'
import { SESSION_STATUS, ServerStatus } from '../protocol/status-flags.ts'
import type { ProxyContext } from '../proxy-context.ts'
import type { SessionState } from '../session-state.ts'
import type { PinReason } from '../sql/pin-reasons.ts'
import { applyAutocommit, applyComputed } from './apply-effects.ts'
import { answerFromLeftovers, inlineLeftovers } from './ask-leftovers.ts'
import type { ClientRequest } from './client-request.ts'
import { fitConnection, isFit } from './fit-connection.ts'
import { Leftovers } from './leftovers.ts'
import { reportPin } from './report-pin.ts'
import { judgeOutcome, keepsConnection } from './request-outcome.ts'

const MOST_ATTEMPTS = 3

/**
 * One client's session after its login: takes requests one at a time, borrows a database connection for each
 * transaction and gives it back after it.
 */
export class ClientSession implements Waiter, ConnectionHolder {
  readonly id: number
  /** The client's, without a port. */
  readonly address: string
  state: SessionState
  /** The connection that was used last, whether it is still held or not. */
  lastConnection: DatabaseConnection | undefined
  pinned = false
  /** Server status flags as the client knows them. */
  status: number = ServerStatus.autocommit
  readonly leftovers: Leftovers

  private readonly socket: Duplex
  private readonly write: (bytes: Buffer) => boolean
  private readonly context: ProxyContext
  /** Called when a request is answered, with the time, for the next one. */
  private readonly onAnswered: (now: number) => void
  private held: DatabaseConnection | undefined
  private request: ClientRequest | undefined
  private wasInTransaction = false
  private attempts = 0
  private startedAt = 0
  private sentAt = 0
  private closed = false

  constructor(
    client: { id: number; address: string },
    socket: Duplex,
    state: SessionState,
    context: ProxyContext,
    onAnswered: (now: number) => void,
  ) {
    this.id = client.id
    this.address = client.address
    this.socket = socket
    this.write = writeDirectly(socket)
    this.state = state
    this.context = context
    this.onAnswered = onAnswered
    this.leftovers = new Leftovers(client.id)
  }

  /** A request is being handled. */
  get busy(): boolean {
    return this.request !== undefined
  }

  /** Between two requests and in no transaction. A client that is pinned may stay so for hours: it rests all the same. */
  get resting(): boolean {
    return !this.busy && (this.held === undefined || (this.pinned && !this.held.inTransaction))
  }

  /** Handles one request that needs the database; it came at `now`. */
  start(request: ClientRequest, now: number): void {
    this.context.requests.arrive()
    this.request = request
    this.attempts = 0
    this.startedAt = now
    if (request.kind !== 'none' && request.kind !== 'visit') this.context.totals.queryRequests += 1
    const answer = answerFromLeftovers(request, this)
    if (answer) {
      this.write(answer)
      this.finish(now)
      return
    }
    if (!request.readsPrevious) this.leftovers.forgetWarnings()
    if (this.held) this.use(this.held, now)
    // Closes a statement of a connection that this session has not got: there is nothing to close.
    else if (request.kind === 'none') this.finish(now)
    else this.borrow()
  }

  /** Sends a packet of the proxy's own in answer to one with the sequence number `after`. */
  reply(payload: Buffer, after: number): void {
    this.write(framePayload(payload, after + 1))
  }

  /** The pool lends the session a connection that it has waited for. */
  grant(connection: DatabaseConnection): void {
    this.accept(connection, this.context.clock.now())
  }

  /** The borrow timeout is over: the request fails with error 9501, and the session goes on. */
  refuse(): void {
    this.fail(proxyErrors.borrowTimeout())
  }

  /** Passes bytes of a response on. Returns false when the client is slower than the database. */
  receiveChunk(chunk: Buffer): boolean {
    return this.write(chunk)
  }

  /** Calls back once when the client has taken what was held up. */
  awaitReadiness(callback: () => void): void {
    this.socket.once('drain', callback)
  }

  /** The response is complete: follows what it means for the session, and lets go of the connection if that may be. */
  finishResponse(response: ResponseTracker): void {
    const { request, held } = this
    if (!request || !held) return
    this.context.responses.arrive()
    const now = this.countResponse()
    this.status = response.status & SESSION_STATUS
    this.leftovers.note(request, response, held)
    if (this.pinned && request.multiStatements === undefined) this.finish(now)
    else if (request.changesSession) this.followChange(request, held, response, now)
    else {
      const state = applyAutocommit(this.state, held)
      if (state !== this.state) this.changeState(state, held)
      this.finishTurn(request, held, now)
    }
  }

  private followChange(request: ClientRequest, held: DatabaseConnection, response: ResponseTracker, now: number): void {
    const outcome = judgeOutcome(this.state, request, response, held)
    if (outcome.pin) this.pin(outcome.pin, request, held)
    this.changeState(outcome.state, held)
    if (outcome.leavesTraces) held.needsReset = true
    if (outcome.computed.length === 0) this.finishTurn(request, held, now)
    else void this.readComputed(outcome.computed, request, held)
  }

  /** The database connection that the session holds is gone, and the session's state with it: its client has to go. */
  loseConnection(): void {
    if (this.closed) return
    this.context.report('WARN', 'The client connection closed. Reason: The database connection was lost.', {
      clientConnection: this.id,
    })
    // There is nothing left to give back or to cut off.
    this.held = undefined
    this.socket.destroy()
  }

  /** The client wants a new session with `state`, as after a login. Not to be called while a request is handled. */
  reset(state: SessionState): void {
    this.giveUpHeld()
    this.leftovers.clear()
    this.state = state
    this.status = ServerStatus.autocommit
    this.lastConnection = undefined
  }

  /** The client is gone. */
  close(): void {
    this.closed = true
    this.leftovers.clear()
    if (!this.request) {
      this.giveUpHeld()
      return
    }
    const { held } = this
    if (!held) {
      this.context.pool.leave(this)
      return
    }
    held.holder = undefined
    this.context.report(
      'WARN',
      'The database connection closed. Reason: The client connection that borrowed this database connection from the connection pool was closed in the middle of a request.',
      { clientConnection: this.id, databaseConnection: held.id },
    )
    held.destroy()
  }

  private borrow(): void {
    const connection = this.context.pool.take(this)
    if (connection) this.accept(connection, this.startedAt)
    else this.context.pool.join(this, this.startedAt)
  }

  private accept(connection: DatabaseConnection, now: number): void {
    const { totals } = this.context
    totals.databaseConnectionsBorrowed += 1
    totals.databaseConnectionsBorrowLatencySum += (now - this.startedAt) * 1000
    this.held = connection
    this.use(connection, now)
  }

  private use(connection: DatabaseConnection, now: number): void {
    const request = this.request as ClientRequest
    if (isFit(connection, request, this)) this.send(connection, request, now)
    else void this.prepare(connection, request)
  }

  private async prepare(connection: DatabaseConnection, request: ClientRequest): Promise<void> {
    const { state } = this
    try {
      await fitConnection(connection, request, this, this.context)
    } catch (error) {
      if (!this.closed) this.handleUnprepared(connection, error)
      return
    }
    if (this.closed) return
    this.context.knownDatabases.add(state.database)
    const now = this.context.clock.now()
    const answer = answerFromLeftovers(request, this)
    if (answer) {
      this.write(answer)
      this.finishTurn(request, connection, now)
      return
    }
    inlineLeftovers(request, this)
    this.send(connection, request, now)
  }

  /** The connection could not be made what the session needs: that is the user's error, or the connection's. */
  private handleUnprepared(connection: DatabaseConnection, error: unknown): void {
    const { pool, credentials, knownDatabases } = this.context
    this.held = undefined
    if (error instanceof DatabaseRefusal && !isAccessDenied(error) && !connection.closed) {
      knownDatabases.delete(this.state.database)
      connection.needsReset = true
      pool.release(connection, this.context.clock.now())
      this.fail(error.error)
      return
    }
    // A refused password may have been changed just now: the next login reads the secret again.
    credentials.forget()
    connection.destroy()
    this.attempts += 1
    if (this.attempts < MOST_ATTEMPTS) this.borrow()
    else this.fail(proxyErrors.borrowTimeout())
  }

  private send(connection: DatabaseConnection, request: ClientRequest, now: number): void {
    this.lastConnection = connection
    connection.holder = this
    if (request.kind === 'visit') {
      this.finishTurn(request, connection, now)
      return
    }
    connection.lastUser = this.id
    if (request.pin && !this.pinned) this.pin(request.pin, request, connection)
    this.wasInTransaction = connection.inTransaction
    this.sentAt = now
    const isTaken = connection.forward(request.pieces, request.kind, this)
    if (request.kind !== 'none') this.context.responses.await(this.id)
    else if (isTaken) this.finish(now)
    else this.finishWhenTaken(request, connection)
  }

  /** No response will hold the client back that sends a value in parts. */
  private finishWhenTaken(request: ClientRequest, connection: DatabaseConnection): void {
    connection.awaitTaken(() => {
      if (!this.closed && this.request === request) this.finish(this.context.clock.now())
    })
  }

  private async readComputed(names: string[], request: ClientRequest, connection: DatabaseConnection): Promise<void> {
    try {
      // What the proxy asks for itself may take the place of the statement's warnings.
      await connection.unread?.save()
      const state = await applyComputed(this.state, names, connection)
      if (this.closed) return
      if (state) this.changeState(state, connection)
      else this.pin('untracked-variable', request, connection)
      this.finishTurn(request, connection, this.context.clock.now())
    } catch {
      // The connection was lost, or cannot be followed any more; the client has its answer already.
      if (!this.closed) connection.destroy()
    }
  }

  private changeState(state: SessionState, connection: DatabaseConnection): void {
    this.state = state
    connection.state = state
  }

  private pin(reason: PinReason, request: ClientRequest, connection: DatabaseConnection): void {
    this.pinned = true
    connection.pinned = true
    reportPin(this.context, this, connection, reason, request.text)
  }

  private finishTurn(request: ClientRequest, connection: DatabaseConnection, now: number): void {
    if (!this.pinned && !keepsConnection(request, connection, this.wasInTransaction)) {
      this.held = undefined
      this.context.pool.release(connection, now)
    }
    this.finish(now)
  }

  private fail(error: ServerError): void {
    const request = this.request as ClientRequest
    if (!request.onVisited) this.reply(writeError(error), request.sequence)
    this.finish(this.context.clock.now(), error)
  }

  private finish(now: number, error?: ServerError): void {
    const request = this.request
    this.request = undefined
    this.context.requests.await(this.id)
    if (request?.onVisited) request.onVisited(error)
    else this.onAnswered(now)
  }

  /** Lets go of a connection on which a transaction may be open, or that is pinned. */
  private giveUpHeld(): void {
    const { held } = this
    this.held = undefined
    this.pinned = false
    if (held) void returnUsedConnection(held, this.context)
  }

  /** Returns the time. */
  private countResponse(): number {
    const { totals, clock } = this.context
    const now = clock.now()
    totals.queryResponses += 1
    totals.queryResponseLatencySum += (now - this.startedAt) * 1000
    totals.queryDatabaseResponseLatencySum += (now - this.sentAt) * 1000
    return now
  }
}
