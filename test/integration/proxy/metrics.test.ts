import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RealDatabase, startRealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture, waitUntil } from './proxy-fixture.ts'

let database: RealDatabase
let fixture: ProxyFixture

beforeAll(async () => {
  database = await startRealDatabase(['--max-connections=60'])
  await database.query('CREATE DATABASE shop')
})

afterAll(async () => {
  await fixture?.stop()
  await database?.stop()
})

const plain = { ssl: undefined as never }

test("counts what clients and database do under CloudWatch's names", async () => {
  fixture = await startFixture(database, { settings: { requireTls: false } })
  const { connect, proxy } = fixture
  const read = () => proxy.status().metrics
  await waitUntil('the database is known', () => read().DatabaseConnections === 1)
  expect(read()).toMatchObject({ AvailabilityPercentage: 100, MaxDatabaseConnectionsAllowed: 5, QueryRequests: 0 })

  const [secured, pinned, inTransaction] = [await connect(), await connect(plain), await connect(plain)]
  await expect(connect({ password: 'wrong' })).rejects.toMatchObject({ errno: 1045 })
  await waitUntil('the fourth is gone', () => read().ClientConnections === 3)
  expect(read()).toMatchObject({
    ...{ ClientConnectionsReceived: 4, ClientConnectionsSetupSucceeded: 3, ClientConnectionsSetupFailedAuth: 1 },
    ...{ ClientConnectionsClosed: 1, ClientConnectionsTLS: 1, ClientConnectionsNoTLS: 2 },
  })

  await pinned.query('SET @a = 1')
  await inTransaction.query('BEGIN')
  await secured.query('SELECT SLEEP(0.05)')
  await secured.query('SELECT 1')
  expect(read()).toMatchObject({
    ...{
      QueryRequests: 4,
      DatabaseConnectionRequests: 3,
      DatabaseConnections: 3,
      DatabaseConnectionsSetupSucceeded: 3,
    },
    DatabaseConnectionsCurrentlyBorrowed: 2,
    DatabaseConnectionsCurrentlySessionPinned: 1,
    DatabaseConnectionsCurrentlyInTransaction: 1,
  })
  // Microseconds, on average over four requests of which one took 50,000.
  expect(read().QueryDatabaseResponseLatency).toBeGreaterThan(12_500)
  expect(read().QueryResponseLatency).toBeGreaterThanOrEqual(read().QueryDatabaseResponseLatency as number)
  expect(read().DatabaseConnectionsBorrowLatency).toBeGreaterThan(0)

  await Promise.all([secured.end(), pinned.end(), inTransaction.end()])
  await waitUntil('all is given back', () => read().DatabaseConnectionsCurrentlyBorrowed === 0)
  expect(read()).toMatchObject({
    ...{ ClientConnections: 0, ClientConnectionsClosed: 4, ClientConnectionsTLS: 0, ClientConnectionsNoTLS: 0 },
    DatabaseConnectionsCurrentlySessionPinned: 0,
    DatabaseConnectionsCurrentlyInTransaction: 0,
  })

  await database.crash()
  await waitUntil('the loss is noticed', () => (read().DatabaseConnectionsSetupFailed as number) > 0)
  expect(read()).toMatchObject({ AvailabilityPercentage: 0, DatabaseConnections: 0 })
  expect(read().DatabaseConnectionRequests).toBeGreaterThan(3)
})
