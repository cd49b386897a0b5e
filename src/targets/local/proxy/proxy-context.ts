import type { SecureContext } from 'node:tls'
import type { AuthPlugin } from './auth/scrambles.ts'
import type { CredentialsCache } from './auth/secret-source.ts'
import type { BusyPolling } from './busy-polling.ts'
import type { Clock } from './clock.ts'
import type { ConnectionPool } from './database/connection-pool.ts'
import type { PinStatistics } from './pins/pin-statistics.ts'
import type { Report } from './proxy-log.ts'
import type { ProxyDurations, ProxyLimits, StandInSettings } from './proxy-options.ts'
import type { SessionState } from './session-state.ts'
import type { ProxyTotals } from './totals.ts'

/** What all clients of one proxy share. */
export interface ProxyContext {
  readonly settings: StandInSettings
  readonly limits: ProxyLimits
  readonly durations: ProxyDurations
  readonly clock: Clock
  readonly report: Report
  readonly totals: ProxyTotals
  readonly pins: PinStatistics
  readonly credentials: CredentialsCache
  readonly authPlugin: AuthPlugin
  /** Given when clients are let in by IAM. */
  readonly acceptsToken?: (token: string, user: string) => boolean
  readonly secureContext: SecureContext
  readonly pool: ConnectionPool
  /** The waits for the database, and those for the next request. */
  readonly responses: BusyPolling
  readonly requests: BusyPolling
  /** Statements of the initialization query. */
  readonly initQuery: readonly string[]
  /** Versions of the secret that a client proved in full. */
  readonly knownVersions: Set<string>
  /** States that logins began with, by their keys. */
  readonly loginStates: Map<string, SessionState>
  /** Schemas that were found to exist: a login with another one looks first. */
  readonly knownDatabases: Set<string>
  /** The database as clients are shown it. */
  readonly face: ServerFace
}

/** What the greeting says; taken over from the database as soon as it was reached. */
export interface ServerFace {
  serverVersion: string
  capabilities: number
  collation: number
}
