import { DatabaseRefusal, isAccessDenied } from '../auth/log-in.ts'
import type { TargetHealth } from '../proxy-status.ts'

/** The secret could not be read, so there is nothing to log in with. */
export class MissingCredentials extends Error {
  override readonly name = 'MissingCredentials'
}

/** State of the database as DescribeDBProxyTargets shows it, and the pauses between attempts to reach it. */
export class TargetMonitor {
  health: TargetHealth = { state: 'REGISTERING' }
  private readonly firstPause: number
  private readonly longestPause: number
  private pause: number

  constructor(firstPause: number, longestPause: number) {
    this.firstPause = firstPause
    this.longestPause = longestPause
    this.pause = firstPause
  }

  /** A connection was opened. */
  noteSuccess(): void {
    this.health = { state: 'AVAILABLE' }
    this.pause = this.firstPause
  }

  /** The last open connection was lost. */
  noteLoss(): void {
    this.health = { state: 'UNAVAILABLE', reason: 'UNREACHABLE', description: 'The database closed its connections.' }
  }

  /** Returns the milliseconds to wait before the next attempt. */
  noteFailure(error: unknown, hasConnections: boolean): number {
    if (!hasConnections) this.health = describeFailure(error)
    const pause = this.pause
    this.pause = Math.min(this.longestPause, pause * 2)
    return pause
  }
}

function describeFailure(error: unknown): TargetHealth {
  const description = error instanceof Error ? error.message : String(error)
  if (error instanceof MissingCredentials) {
    return {
      state: 'UNAVAILABLE',
      reason: 'AUTH_FAILURE',
      description: 'Proxy does not have any registered credentials',
    }
  }
  if (!(error instanceof DatabaseRefusal)) return { state: 'UNAVAILABLE', reason: 'UNREACHABLE', description }
  const reason = isAccessDenied(error) ? 'AUTH_FAILURE' : 'CONNECTION_FAILED'
  return { state: 'UNAVAILABLE', reason, description }
}
