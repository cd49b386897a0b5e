/**
 * What was counted since the start, by the names of RDS Proxy's CloudWatch metrics in camel case. Those two that tell
 * who came with TLS and who without are sums here, but the clients of the moment in the metrics.
 */
export interface ProxyTotals {
  clientConnectionsReceived: number
  clientConnectionsSetupSucceeded: number
  clientConnectionsSetupFailedAuth: number
  clientConnectionsClosed: number
  clientConnectionsTLS: number
  clientConnectionsNoTLS: number
  /** Attempts to open one: "requests to create a database connection" in the user guide, not those to borrow one. */
  databaseConnectionRequests: number
  databaseConnectionsSetupSucceeded: number
  databaseConnectionsSetupFailed: number
  queryRequests: number
  /** Sums in microseconds; an average is the sum divided by its count. */
  databaseConnectionsBorrowLatencySum: number
  databaseConnectionsBorrowed: number
  queryResponseLatencySum: number
  queryDatabaseResponseLatencySum: number
  queryResponses: number
  /** Sessions that were pinned (not a CloudWatch metric). */
  sessionsPinned: number
}

/** The counts at the start: all 0. */
export function createTotals(): ProxyTotals {
  return {
    clientConnectionsReceived: 0,
    clientConnectionsSetupSucceeded: 0,
    clientConnectionsSetupFailedAuth: 0,
    clientConnectionsClosed: 0,
    clientConnectionsTLS: 0,
    clientConnectionsNoTLS: 0,
    databaseConnectionRequests: 0,
    databaseConnectionsSetupSucceeded: 0,
    databaseConnectionsSetupFailed: 0,
    queryRequests: 0,
    databaseConnectionsBorrowLatencySum: 0,
    databaseConnectionsBorrowed: 0,
    queryResponseLatencySum: 0,
    queryDatabaseResponseLatencySum: 0,
    queryResponses: 0,
    sessionsPinned: 0,
  }
}
