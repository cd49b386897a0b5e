import { expect, test } from 'vitest'
import { describeMetrics } from '../../../src/targets/local/proxy/metrics.ts'
import { createTotals } from '../../../src/targets/local/proxy/totals.ts'

const status = {
  ...{ clientConnections: 9, databaseConnections: 5, maxDatabaseConnectionsAllowed: 57, waitingClients: 0, pins: [] },
  databaseConnectionsCurrentlyBorrowed: 4,
  databaseConnectionsCurrentlySessionPinned: 3,
  databaseConnectionsCurrentlyInTransaction: 2,
  target: { state: 'AVAILABLE' as const },
}

/** RDS user guide, "Monitoring RDS Proxy metrics with Amazon CloudWatch". */
const names = `ClientConnections, DatabaseConnections, MaxDatabaseConnectionsAllowed,
DatabaseConnectionsCurrentlySessionPinned, DatabaseConnectionsCurrentlyBorrowed,
DatabaseConnectionsCurrentlyInTransaction, DatabaseConnectionsBorrowLatency, ClientConnectionsReceived,
ClientConnectionsSetupSucceeded, ClientConnectionsSetupFailedAuth, ClientConnectionsClosed, ClientConnectionsTLS,
ClientConnectionsNoTLS, DatabaseConnectionRequests, DatabaseConnectionsSetupSucceeded, DatabaseConnectionsSetupFailed,
QueryRequests, QueryResponseLatency, QueryDatabaseResponseLatency, AvailabilityPercentage`

test('has every metric of RDS Proxy by its name, and no other', () => {
  const metrics = describeMetrics(status, createTotals(), 0)
  expect(Object.keys(metrics).sort()).toEqual(names.split(/,\s+/).sort())
})

test('tells connections as they are, sums as they are, and latencies as averages in microseconds', () => {
  const totals = {
    ...createTotals(),
    ...{ queryRequests: 4, queryResponses: 3, queryResponseLatencySum: 1000, queryDatabaseResponseLatencySum: 600 },
    ...{ databaseConnectionsBorrowed: 2, databaseConnectionsBorrowLatencySum: 5 },
  }
  expect(describeMetrics(status, { ...totals, clientConnectionsTLS: 99 }, 7)).toMatchObject({
    ...{ ClientConnections: 9, DatabaseConnectionsCurrentlyInTransaction: 2, AvailabilityPercentage: 100 },
    ...{ ClientConnectionsTLS: 7, ClientConnectionsNoTLS: 2 },
    ...{ QueryRequests: 4, QueryResponseLatency: 333.3, QueryDatabaseResponseLatency: 200 },
    DatabaseConnectionsBorrowLatency: 2.5,
  })
  const down = { ...status, target: { state: 'UNAVAILABLE' as const } }
  expect(describeMetrics(down, totals, 0).AvailabilityPercentage).toBe(0)
})
