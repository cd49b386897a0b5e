import type { StandInStatus } from './proxy-status.ts'
import type { ProxyTotals } from './totals.ts'

/**
 * The proxy's figures under the names that CloudWatch has in the namespace AWS/RDS (RDS user guide, "Monitoring RDS
 * Proxy metrics"). Connections are those of the moment, other counts sums since the start, latencies averages in
 * microseconds.
 * @param secured clients with TLS, of those that are connected
 */
export function describeMetrics(
  status: Omit<StandInStatus, 'metrics'>,
  totals: ProxyTotals,
  secured: number,
): Record<string, number> {
  return {
    AvailabilityPercentage: status.target.state === 'AVAILABLE' ? 100 : 0,
    ClientConnections: status.clientConnections,
    ClientConnectionsClosed: totals.clientConnectionsClosed,
    ClientConnectionsNoTLS: status.clientConnections - secured,
    ClientConnectionsReceived: totals.clientConnectionsReceived,
    ClientConnectionsSetupFailedAuth: totals.clientConnectionsSetupFailedAuth,
    ClientConnectionsSetupSucceeded: totals.clientConnectionsSetupSucceeded,
    ClientConnectionsTLS: secured,
    DatabaseConnectionRequests: totals.databaseConnectionRequests,
    DatabaseConnections: status.databaseConnections,
    DatabaseConnectionsBorrowLatency: average(
      totals.databaseConnectionsBorrowLatencySum,
      totals.databaseConnectionsBorrowed,
    ),
    DatabaseConnectionsCurrentlyBorrowed: status.databaseConnectionsCurrentlyBorrowed,
    DatabaseConnectionsCurrentlyInTransaction: status.databaseConnectionsCurrentlyInTransaction,
    DatabaseConnectionsCurrentlySessionPinned: status.databaseConnectionsCurrentlySessionPinned,
    DatabaseConnectionsSetupFailed: totals.databaseConnectionsSetupFailed,
    DatabaseConnectionsSetupSucceeded: totals.databaseConnectionsSetupSucceeded,
    MaxDatabaseConnectionsAllowed: status.maxDatabaseConnectionsAllowed,
    QueryDatabaseResponseLatency: average(totals.queryDatabaseResponseLatencySum, totals.queryResponses),
    QueryRequests: totals.queryRequests,
    QueryResponseLatency: average(totals.queryResponseLatencySum, totals.queryResponses),
  }
}

function average(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round((sum / count) * 10) / 10
}
