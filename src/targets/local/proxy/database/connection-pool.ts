import { isAccessDenied, isOutOfRoom } from '../auth/log-in.ts'
import type { Clock } from '../clock.ts'
import type { Report } from '../proxy-log.ts'
import type { ProxyDurations } from '../proxy-options.ts'
import type { TargetHealth } from '../proxy-status.ts'
import type { SessionState } from '../session-state.ts'
import type { ProxyTotals } from '../totals.ts'
import type { DatabaseConnection } from './database-connection.ts'
import { canServeAtOnce } from './prepare-connection.ts'
import type { TargetMonitor } from './target-monitor.ts'
import { type Waiter, WaitingLine } from './waiting-line.ts'

/** What a pool is made with; counts of connections, times in milliseconds. */
export interface PoolOptions {
  most: number
  mostIdle: number
  /** Milliseconds. With 0 nobody waits for a connection that another session has. */
  borrowTimeout: number
  durations: ProxyDurations
  clock: Clock
  report: Report
  totals: ProxyTotals
  monitor: TargetMonitor
  /** Opens a connection whose session has the flags and the collation of `state`. */
  open(state: SessionState): Promise<DatabaseConnection>
  /** State of a connection that is opened for nobody, to see whether the database is there. */
  usualState: SessionState
}

/** The database connections: at most so many, each lent to one session at a time. */
export class ConnectionPool {
  private readonly options: PoolOptions
  private readonly line: WaitingLine
  private readonly connections = new Set<DatabaseConnection>()
  /** The one used last at the end. */
  private readonly idle: DatabaseConnection[] = []
  private opening = 0
  private cancelPause: (() => void) | undefined
  private closed = false
  private serving = false

  constructor(options: PoolOptions) {
    this.options = options
    this.line = new WaitingLine(options.clock)
  }

  /** How many connections it may have. */
  get most(): number {
    return this.options.most
  }

  /** State of the database as far as connections tell. */
  get health(): TargetHealth {
    return this.options.monitor.health
  }

  /** Connections that are open, lent or not. */
  get size(): number {
    return this.connections.size
  }

  /** Sessions in line. */
  get waiting(): number {
    return this.line.length
  }

  /** Connections that are not to be had at the moment. */
  get borrowed(): number {
    return this.connections.size - this.idle.length
  }

  /** All open connections, lent or not. */
  all(): Iterable<DatabaseConnection> {
    return this.connections
  }

  /** A connection that can be had at once, unless somebody waits already. */
  take(waiter: Waiter): DatabaseConnection | undefined {
    if (this.line.length > 0) return undefined
    return this.takeIdle(waiter)
  }

  /** Puts the waiter in line; it gets a connection, or a refusal at the time `since` + borrow timeout. */
  join(waiter: Waiter, since: number): void {
    const { borrowTimeout, durations, clock } = this.options
    const patience = borrowTimeout > 0 ? borrowTimeout : durations.login
    this.line.join(waiter, Math.max(clock.now(), since + patience))
    this.serveLine()
    if (borrowTimeout === 0 && this.line.length > this.opening && this.line.leave(waiter)) waiter.refuse()
  }

  /** The waiter has no more interest. */
  leave(waiter: Waiter): void {
    this.line.leave(waiter)
  }

  /** Takes a connection back at the time `now`. Its transaction must be over. */
  release(connection: DatabaseConnection, now: number): void {
    if (connection.closed) return
    connection.borrowed = false
    connection.holder = undefined
    connection.idleSince = now
    if (this.closed || now - connection.openedAt > this.options.durations.databaseLife) {
      this.retire(connection)
      return
    }
    this.idle.push(connection)
    if (this.line.length > 0) this.serveLine()
  }

  /** Opens a first connection, so that the database's state is known. */
  start(): void {
    this.tryOpen(this.options.usualState)
  }

  /** Closes idle connections above the limit, and old ones. To be called now and then. */
  trim(): void {
    const { clock, durations, mostIdle } = this.options
    const now = clock.now()
    for (const connection of [...this.idle]) {
      const isSpare = this.idle.length > mostIdle && now - connection.idleSince >= durations.databaseIdle
      if (isSpare || now - connection.openedAt > durations.databaseLife) this.retire(connection)
    }
  }

  /** Ends the idle connections now and the others when they are released. */
  close(): void {
    this.closed = true
    this.cancelPause?.()
    this.line.refuseAll()
    for (const connection of [...this.idle]) connection.quit()
  }

  /** Cuts off what is still open after `close`. */
  destroy(): void {
    this.close()
    for (const connection of [...this.connections]) connection.destroy()
  }

  private serveLine(): void {
    // Granting and closing connections come back here.
    if (this.serving) return
    this.serving = true
    for (let first = this.line.first; first; first = this.line.first) {
      const connection = this.takeIdle(first)
      if (!connection) break
      this.line.shift()
      first.grant(connection)
    }
    while (this.line.length > this.opening && !this.cancelPause && this.makeRoom()) {
      this.tryOpen((this.line.first as Waiter).state)
    }
    this.serving = false
  }

  private get isFull(): boolean {
    return this.connections.size + this.opening >= this.options.most
  }

  /** Returns whether one more connection may be opened now. */
  private makeRoom(): boolean {
    // Idle, and still not what the first in line can use: it gives way to one that fits.
    const spare = this.isFull ? (this.idle.find(({ unread }) => !unread) ?? this.idle[0]) : undefined
    if (spare) this.retire(spare)
    return !this.isFull
  }

  /** Ends a connection that serves nobody, once its last user's leftovers were read from it. */
  private retire(connection: DatabaseConnection): void {
    const { unread } = connection
    if (!unread || this.closed) {
      connection.quit()
      return
    }
    this.removeIdle(connection)
    connection.borrowed = true
    void unread.save().then(() => connection.quit())
  }

  private removeIdle(connection: DatabaseConnection): void {
    const index = this.idle.lastIndexOf(connection)
    if (index >= 0) this.idle.splice(index, 1)
  }

  private takeIdle(waiter: Waiter): DatabaseConnection | undefined {
    const connection = this.chooseIdle(waiter)
    if (!connection) return undefined
    if (this.idle.at(-1) === connection) this.idle.pop()
    else this.removeIdle(connection)
    connection.borrowed = true
    return connection
  }

  /** Best the waiter's own, then one that needs no change; one that needs changes only when no more may be opened. */
  private chooseIdle(waiter: Waiter): DatabaseConnection | undefined {
    const own = waiter.lastConnection
    if (own && !own.borrowed && !own.closed && own.lastUser === waiter.id) return own
    let changeable: DatabaseConnection | undefined
    let withUnread: DatabaseConnection | undefined
    for (let index = this.idle.length - 1; index >= 0; index--) {
      const connection = this.idle[index] as DatabaseConnection
      if (canServeAtOnce(connection, waiter.state, waiter.id)) {
        if (!connection.unread) return connection
        withUnread ??= connection
      }
      if (connection.state.capabilities === waiter.state.capabilities) changeable = connection
    }
    if (withUnread) return withUnread
    return this.isFull || this.cancelPause ? changeable : this.findUnused(waiter)
  }

  /** A connection that no session has set up for itself yet. */
  private findUnused(waiter: Waiter): DatabaseConnection | undefined {
    return this.idle.find(({ state, needsReset }) => {
      const isUnused = state.database === '' && state.variables.length === 0 && !needsReset
      return isUnused && state.capabilities === waiter.state.capabilities && state.collation === waiter.state.collation
    })
  }

  private tryOpen(state: SessionState): void {
    if (this.cancelPause || this.closed) return
    this.opening += 1
    this.options.totals.databaseConnectionRequests += 1
    this.options.open(state).then(
      (connection) => this.handleOpened(connection),
      (error: unknown) => this.handleFailure(error),
    )
  }

  private handleOpened(connection: DatabaseConnection): void {
    this.opening -= 1
    this.options.totals.databaseConnectionsSetupSucceeded += 1
    this.options.monitor.noteSuccess()
    this.connections.add(connection)
    connection.onClose = () => this.handleClosed(connection)
    if (connection.closed) this.handleClosed(connection)
    else this.release(connection, this.options.clock.now())
  }

  private handleFailure(error: unknown): void {
    const { monitor, totals, report, clock, borrowTimeout } = this.options
    this.opening -= 1
    totals.databaseConnectionsSetupFailed += 1
    const pause = monitor.noteFailure(error, this.connections.size > 0)
    report('WARN', `A database connection could not be opened. Reason: ${describe(error)}`)
    if (!this.closed) this.cancelPause ??= clock.schedule(pause, () => this.endPause())
    // A connection that has to be cleared needs the password too: who waits for a new one is better off waiting on.
    if (!isAccessDenied(error)) this.serveLine()
    if (borrowTimeout === 0 && this.opening === 0) this.line.refuseAll()
    // Others have the server's connections, and those that are left here are of no use to who waits.
    const [spare] = this.idle
    if (spare && this.line.length > 0 && isOutOfRoom(error)) this.retire(spare)
  }

  private endPause(): void {
    this.cancelPause = undefined
    this.serveLine()
    if (this.connections.size + this.opening === 0) this.start()
  }

  private handleClosed(connection: DatabaseConnection): void {
    this.connections.delete(connection)
    this.removeIdle(connection)
    if (this.closed) return
    if (!connection.endedByProxy && this.connections.size === 0) this.options.monitor.noteLoss()
    this.serveLine()
    // Nobody waits, but the state of the database is to be known.
    if (this.options.monitor.health.state === 'UNAVAILABLE' && this.opening === 0) this.start()
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
