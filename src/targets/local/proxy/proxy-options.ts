import type { IamOptions } from './auth/iam-token.ts'
import type { AuthPlugin } from './auth/scrambles.ts'
import type { SecretSource } from './auth/secret-source.ts'
import type { Clock } from './clock.ts'
import type { DatabaseServer } from './database/database-server.ts'
import type { Log } from './proxy-log.ts'

/** All that `startProxy` needs to know. */
export interface ProxyOptions {
  /** Port 0 picks a free one. */
  listen: { host: string; port: number }
  /** PEM of the server's certificate chain and its private key. */
  tls: { cert: string; key: string }
  server: DatabaseServer
  secret: SecretSource
  settings: StandInSettings
  /** The database server's max_connections. */
  maxConnections: number
  /** RDS Proxy's ClientPasswordAuthType, default caching_sha2_password. */
  clientPasswordAuthType?: AuthPlugin
  /** RDS Proxy's IAMAuth REQUIRED: clients send a signed token instead of the password. */
  iam?: IamOptions
  limits?: Partial<ProxyLimits>
  durations?: Partial<ProxyDurations>
  clock?: Clock
  log?: Log
}

/** What RDS Proxy lets its user set, with AWS's ranges. */
export interface StandInSettings {
  /** Share of the server's max_connections that the pool may open, 1 to 100 %. */
  maxConnectionsPercent: number
  /** Idle connections kept, 0 to maxConnectionsPercent, in % of max_connections. */
  maxIdleConnectionsPercent: number
  /** How long a request waits for a database connection, 0 to 300 s. */
  borrowTimeout: number
  /** How long a client may be silent before its connection is closed, 1 to 28,800 s. */
  idleClientTimeout: number
  requireTls: boolean
  /** `exclude-variable-sets`: SET statements do not pin (EXCLUDE_VARIABLE_SETS). */
  pinningFilter: 'none' | 'exclude-variable-sets'
  /** SQL run on each new database connection, statements separated by `;`. Empty: none. */
  initQuery: string
}

/** Limits whose values on RDS Proxy are not known. */
export interface ProxyLimits {
  /** Clients at the same time; error 1040 beyond. Default: no limit. */
  clients: number
  /** New clients in one second; error 1040 beyond. Default: no limit. */
  newClientsPerSecond: number
  /** Longest request in bytes, default 1 GiB as in the protocol. It is held in memory until it is complete. */
  requestBytes: number
  /**
   * Connections of max_connections that the pool leaves to others, such as the rotation function. Default: a tenth,
   * at most 3.
   */
  reservedConnections: number
}

/** Fixed times of RDS Proxy and of the stand-in, in milliseconds; changed in tests. */
export interface ProxyDurations {
  /** A database connection without activity for so long may be trimmed: 5 minutes. */
  databaseIdle: number
  /** A database connection is replaced after 24 hours. */
  databaseLife: number
  /** A client connection is closed after 24 hours. */
  clientLife: number
  /** Until a login must be complete, on either side: 10 s. */
  login: number
  /** Pause after the first failed attempt to reach the database (50 ms); doubled up to `longestPause`. */
  firstPause: number
  /** 1 s. */
  longestPause: number
  /** How long a graceful close waits for requests and transactions: 5 s. */
  drain: number
  /**
   * How long the password before the last change still lets clients in. Whether RDS Proxy has such a time is not known;
   * without it (0, the default) a client that was not told yet sees the change at once.
   */
  oldPassword: number
}

const minute = 60_000
const day = 24 * 60 * minute

/** The times of RDS Proxy where they are known. */
export const defaultDurations: ProxyDurations = {
  databaseIdle: 5 * minute,
  databaseLife: day,
  clientLife: day,
  login: 10_000,
  firstPause: 50,
  longestPause: 1_000,
  drain: 5_000,
  oldPassword: 0,
}

const MOST_RESERVED = 3

/** The limits that were asked for, and the defaults for all others. */
export function completeLimits(options: ProxyOptions): ProxyLimits {
  return {
    clients: Number.POSITIVE_INFINITY,
    newClientsPerSecond: Number.POSITIVE_INFINITY,
    requestBytes: 2 ** 30,
    reservedConnections: Math.min(MOST_RESERVED, Math.floor(options.maxConnections / 10)),
    ...options.limits,
  }
}

/** How many database connections the pool may have at all, and how many of them may idle for long. */
export function computePoolSize(options: ProxyOptions, limits: ProxyLimits): { most: number; mostIdle: number } {
  const share = (percent: number): number => Math.floor((options.maxConnections * percent) / 100)
  const unreserved = options.maxConnections - limits.reservedConnections
  const most = Math.max(1, Math.min(share(options.settings.maxConnectionsPercent), unreserved))
  return { most, mostIdle: Math.min(most, share(options.settings.maxIdleConnectionsPercent)) }
}
