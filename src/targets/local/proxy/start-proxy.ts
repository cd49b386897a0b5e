import { createServer, type Server, type Socket } from 'node:net'
import { availableParallelism } from 'node:os'
import { createSecureContext } from 'node:tls'
import { verifyToken } from './auth/iam-token.ts'
import { CredentialsCache } from './auth/secret-source.ts'
import { BusyPolling } from './busy-polling.ts'
import { ClientRegister } from './client/client-register.ts'
import { type Clock, systemClock } from './clock.ts'
import { ConnectionPool } from './database/connection-pool.ts'
import { createOpener } from './database/create-opener.ts'
import { TargetMonitor } from './database/target-monitor.ts'
import { describeMetrics } from './metrics.ts'
import { PinStatistics } from './pins/pin-statistics.ts'
import { COMMON_DATABASE_CAPABILITIES, USUAL_CAPABILITIES } from './protocol/capabilities.ts'
import { readAcceptedThriftily } from './protocol/thrifty-reads.ts'
import type { ProxyContext, ServerFace } from './proxy-context.ts'
import { createReport } from './proxy-log.ts'
import { completeLimits, computePoolSize, defaultDurations, type ProxyOptions } from './proxy-options.ts'
import type { StandInStatus } from './proxy-status.ts'
import { createSessionState } from './session-state.ts'
import { splitStatements } from './sql/split-statements.ts'
import { createTotals, type ProxyTotals } from './totals.ts'

/** The proxy as its starter sees it. */
export interface RunningProxy {
  readonly port: number
  /** Cheap enough to be asked every second. */
  status(): StandInStatus & { totals: ProxyTotals }
  /**
   * Stops. Graceful: takes no new clients, closes those that rest, and gives the others up to 5 s to finish their
   * request or transaction. Otherwise everything is cut off at once.
   */
  close(graceful: boolean): Promise<void>
}

/** mysql2's default collation, utf8mb4_unicode_ci. */
const USUAL_COLLATION = 224
const SWEEP_MILLISECONDS = 1_000

/**
 * Starts a stand-in for Amazon RDS Proxy in front of one MySQL or MariaDB server. The database need not be there yet:
 * requests wait for it up to the borrow timeout.
 * @throws Error when the port cannot be had or the certificate is not usable
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const context = createContext(options, () => port)
  const { pool, clock } = context
  const clients = new ClientRegister(context)
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket: Socket) =>
    clients.accept(readAcceptedThriftily(socket)),
  )
  const port: number = await listen(server, options.listen)
  pool.start()
  const stopSweeping = repeat(clock, Math.min(SWEEP_MILLISECONDS, shortestTime(context) / 2), () => {
    clients.closeIdle()
    pool.trim()
  })
  return {
    port,
    status: () => describeStatus(context, clients),
    async close(graceful) {
      stopSweeping()
      const closed = new Promise((resolve) => server.close(resolve))
      await clients.closeAll(graceful)
      await closed
      if (graceful) pool.close()
      else pool.destroy()
      context.credentials.close()
    },
  }
}

/** @param port the one that clients come to, known once the proxy listens */
function createContext(options: ProxyOptions, port: () => number): ProxyContext {
  const { settings } = options
  const clock = options.clock ?? systemClock
  const report = createReport(options.log ?? (() => undefined), clock)
  const limits = completeLimits(options)
  const durations = { ...defaultDurations, ...options.durations }
  const totals = createTotals()
  const credentials = new CredentialsCache(options.secret, () => clock.now(), durations.oldPassword)
  const face: ServerFace = { serverVersion: '8.4.0', capabilities: COMMON_DATABASE_CAPABILITIES, collation: 255 }
  const initQuery = splitStatements(settings.initQuery)
  const { server, iam } = options
  const acceptsToken = (token: string, user: string): boolean =>
    iam !== undefined && verifyToken(token, { user, port: port(), now: clock.wallTime() }, iam)
  const pool = new ConnectionPool({
    ...computePoolSize(options, limits),
    borrowTimeout: settings.borrowTimeout * 1000,
    durations,
    clock,
    report,
    totals,
    monitor: new TargetMonitor(durations.firstPause, durations.longestPause),
    open: createOpener({ server, credentials, clock, timeout: durations.login, initQuery, face, report }),
    usualState: createSessionState({
      capabilities: USUAL_CAPABILITIES,
      collation: USUAL_COLLATION,
      database: '',
      variables: [],
    }),
  })
  return {
    settings,
    limits,
    durations,
    clock,
    report,
    totals,
    pins: new PinStatistics(),
    credentials,
    authPlugin: options.clientPasswordAuthType ?? 'caching_sha2_password',
    ...(iam ? { acceptsToken } : {}),
    secureContext: createSecureContext({ ...options.tls, minVersion: 'TLSv1.2' }),
    pool,
    responses: createPolling(),
    requests: createPolling(),
    initQuery,
    knownVersions: new Set(),
    loginStates: new Map(),
    knownDatabases: new Set(['']),
    face,
  }
}

/** Where the database has no processor of its own, every look for its answer would put the answer off. */
function createPolling(): BusyPolling {
  return availableParallelism() > 1 ? new BusyPolling() : new BusyPolling(0)
}

function listen(server: Server, address: ProxyOptions['listen']): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, () => {
      server.off('error', reject)
      const bound = server.address()
      resolve(typeof bound === 'object' && bound ? bound.port : address.port)
    })
  })
}

function shortestTime({ settings, durations }: ProxyContext): number {
  return Math.min(
    settings.idleClientTimeout * 1000,
    durations.databaseIdle,
    durations.databaseLife,
    durations.clientLife,
  )
}

function repeat(clock: Clock, milliseconds: number, work: () => void): () => void {
  let cancel = clock.schedule(milliseconds, tick)
  function tick(): void {
    work()
    cancel = clock.schedule(milliseconds, tick)
  }
  return () => cancel()
}

function describeStatus(
  { pool, totals, pins }: ProxyContext,
  clients: ClientRegister,
): StandInStatus & { totals: ProxyTotals } {
  const connections = [...pool.all()]
  const status: Omit<StandInStatus, 'metrics'> = {
    clientConnections: clients.count,
    databaseConnections: pool.size,
    databaseConnectionsCurrentlyBorrowed: pool.borrowed,
    databaseConnectionsCurrentlySessionPinned: connections.filter(({ pinned }) => pinned).length,
    databaseConnectionsCurrentlyInTransaction: connections.filter(({ inTransaction }) => inTransaction).length,
    maxDatabaseConnectionsAllowed: pool.most,
    waitingClients: pool.waiting,
    target: { ...pool.health },
    pins: pins.list(),
  }
  return { ...status, metrics: describeMetrics(status, totals, clients.secured), totals: { ...totals } }
}
