import type { Clock } from '../clock.ts'
import type { SessionState } from '../session-state.ts'
import type { DatabaseConnection } from './database-connection.ts'

/** A session that wants a database connection. */
export interface Waiter {
  readonly id: number
  readonly state: SessionState
  /** The connection it had last, which it gets back when nobody used it since. */
  readonly lastConnection: DatabaseConnection | undefined
  /** The connection is the waiter's until it is released. */
  grant(connection: DatabaseConnection): void
  /** The borrow timeout is over. */
  refuse(): void
}

interface Place {
  waiter: Waiter
  /** By the clock's time. */
  deadline: number
}

/** First come, first served, each up to its deadline. */
export class WaitingLine {
  private readonly clock: Clock
  private readonly places: Place[] = []
  private cancelTimer: (() => void) | undefined
  /** When the timer will look at the line; infinite without one. */
  private nextLook = Number.POSITIVE_INFINITY

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** How many wait. */
  get length(): number {
    return this.places.length
  }

  /** Whose turn is next. */
  get first(): Waiter | undefined {
    return this.places[0]?.waiter
  }

  /** Joins behind those with the same or an earlier deadline: who has waited before keeps the place. */
  join(waiter: Waiter, deadline: number): void {
    let index = this.places.length
    while (index > 0 && (this.places[index - 1] as Place).deadline > deadline) index--
    this.places.splice(index, 0, { waiter, deadline })
    if (index === 0) this.watchFirst()
  }

  /** Returns whether the waiter was in line. */
  leave(waiter: Waiter): boolean {
    const index = this.places.findIndex((place) => place.waiter === waiter)
    if (index < 0) return false
    this.places.splice(index, 1)
    return true
  }

  /** Takes the first one out of the line. */
  shift(): Waiter | undefined {
    return this.places.shift()?.waiter
  }

  /** Sends everybody away. */
  refuseAll(): void {
    const all = this.places.splice(0)
    this.stopWatching()
    for (const { waiter } of all) waiter.refuse()
  }

  /**
   * Makes sure that the line is looked at when the first one's time is up. A timer that was set for somebody who got
   * a connection meanwhile is left to come too early: setting timers for each request costs too much.
   */
  private watchFirst(): void {
    const first = this.places[0]
    if (!first || first.deadline >= this.nextLook) return
    this.stopWatching()
    this.nextLook = first.deadline
    const left = Math.max(0, first.deadline - this.clock.now())
    this.cancelTimer = this.clock.schedule(left, () => this.refuseLate())
  }

  private refuseLate(): void {
    this.stopWatching()
    const now = this.clock.now()
    const count = this.places.findIndex((place) => place.deadline > now)
    const late = this.places.splice(0, count < 0 ? this.places.length : count)
    this.watchFirst()
    for (const { waiter } of late) waiter.refuse()
  }

  private stopWatching(): void {
    this.cancelTimer?.()
    this.cancelTimer = undefined
    this.nextLook = Number.POSITIVE_INFINITY
  }
}
