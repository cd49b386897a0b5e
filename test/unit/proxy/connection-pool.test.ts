import { PassThrough } from 'node:stream'
import { beforeEach, expect, test } from 'vitest'
import { DatabaseRefusal } from '../../../src/targets/local/proxy/auth/log-in.ts'
import { ConnectionPool, type PoolOptions } from '../../../src/targets/local/proxy/database/connection-pool.ts'
import { DatabaseConnection } from '../../../src/targets/local/proxy/database/database-connection.ts'
import { TargetMonitor } from '../../../src/targets/local/proxy/database/target-monitor.ts'
import type { Waiter } from '../../../src/targets/local/proxy/database/waiting-line.ts'
import { defaultDurations } from '../../../src/targets/local/proxy/proxy-options.ts'
import { createSessionState, type SessionState } from '../../../src/targets/local/proxy/session-state.ts'
import { createTotals } from '../../../src/targets/local/proxy/totals.ts'
import { TurnedClock } from './turned-clock.ts'

/** ER_CON_COUNT_ERROR of the server. */
const full = { code: 1040, sqlState: '08004', message: 'Too many connections' }

let clock: TurnedClock
/** What happened to waiters: `grant 1` or `refuse 1`. */
let events: string[]
let granted: Map<number, DatabaseConnection>
/** Answers to the pool's attempts to open a connection. */
let attempts: { resolve(): DatabaseConnection; reject(error?: Error): void }[]

function describeState(database = '', capabilities = 1): SessionState {
  return createSessionState({ capabilities, collation: 45, database, variables: [] })
}

beforeEach(() => {
  clock = new TurnedClock()
  events = []
  granted = new Map()
  attempts = []
})

function createPool(options: Partial<PoolOptions> = {}): ConnectionPool {
  return new ConnectionPool({
    most: 2,
    mostIdle: 1,
    borrowTimeout: 1000,
    durations: defaultDurations,
    clock,
    report: () => undefined,
    totals: createTotals(),
    monitor: new TargetMonitor(50, 200),
    usualState: describeState(),
    open: (state) =>
      new Promise((resolve, reject) => {
        attempts.push({
          resolve() {
            const made = createSessionState({ ...state, database: '' })
            const connection = new DatabaseConnection(attempts.length, new PassThrough(), made, true, clock.now())
            resolve(connection)
            return connection
          },
          reject: (error = new Error('nobody there')) => reject(error),
        })
      }),
    ...options,
  })
}

function createWaiter(id: number, state = describeState(), lastConnection?: DatabaseConnection): Waiter {
  return {
    id,
    state,
    lastConnection,
    grant(connection) {
      granted.set(id, connection)
      events.push(`grant ${id}`)
    },
    refuse: () => events.push(`refuse ${id}`),
  }
}

/** Lets promises settle. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve()
}

async function answerAttempts(): Promise<void> {
  for (const attempt of attempts.splice(0)) attempt.resolve()
  await settle()
}

/** A connection that the first waiter had, and has given back. */
async function openIdle(pool: ConnectionPool): Promise<DatabaseConnection> {
  pool.join(createWaiter(1), 0)
  await answerAttempts()
  const connection = granted.get(1) as DatabaseConnection
  pool.release(connection, clock.now())
  return connection
}

test('opens connections up to its limit, then serves first come, first served', async () => {
  const pool = createPool()
  for (const id of [1, 2, 3, 4]) pool.join(createWaiter(id), clock.now())
  expect(attempts).toHaveLength(2)
  await answerAttempts()
  expect(events).toEqual(['grant 1', 'grant 2'])
  expect(pool).toMatchObject({ size: 2, borrowed: 2, waiting: 2 })
  pool.release(granted.get(2) as DatabaseConnection, clock.now())
  pool.release(granted.get(1) as DatabaseConnection, clock.now())
  expect(events.slice(2)).toEqual(['grant 3', 'grant 4'])
})

test('nobody takes a connection past those who wait', async () => {
  const pool = createPool({ most: 1 })
  pool.join(createWaiter(1), 0)
  await answerAttempts()
  pool.join(createWaiter(2), 0)
  expect(pool.take(createWaiter(3))).toBeUndefined()
})

test('refuses at the borrow timeout, not before, and not those who left', async () => {
  const pool = createPool({ most: 1 })
  pool.join(createWaiter(1), 0)
  await answerAttempts()
  const leaving = createWaiter(2)
  pool.join(leaving, clock.now())
  clock.turn(400)
  pool.join(createWaiter(3), clock.now())
  pool.leave(leaving)
  clock.turn(999)
  expect(events).toEqual(['grant 1'])
  clock.turn(1)
  expect(events).toEqual(['grant 1', 'refuse 3'])
  expect(pool.waiting).toBe(0)
})

test('who waited before keeps the deadline when the connection turned out to be bad', async () => {
  const pool = createPool({ most: 1 })
  pool.join(createWaiter(1), 0)
  await answerAttempts()
  clock.turn(600)
  pool.join(createWaiter(2), clock.now())
  pool.join(createWaiter(3), 0)
  clock.turn(400)
  expect(events).toEqual(['grant 1', 'refuse 3'])
})

test('with a borrow timeout of 0 a new connection may be opened, but none is waited for', async () => {
  const pool = createPool({ most: 1, borrowTimeout: 0 })
  pool.join(createWaiter(1), 0)
  pool.join(createWaiter(2), 0)
  expect(events).toEqual(['refuse 2'])
  attempts[0]?.reject()
  await settle()
  expect(events).toEqual(['refuse 2', 'refuse 1'])
})

test('tries to reach a lost database with growing pauses, one attempt at a time', async () => {
  const pool = createPool({ borrowTimeout: 10_000 })
  const pauses: number[] = []
  for (const id of [1, 2, 3]) pool.join(createWaiter(id), 0)
  for (let turn = 0; turn < 5; turn++) {
    for (const attempt of attempts.splice(0)) attempt.reject()
    await settle()
    const before = clock.now()
    while (attempts.length === 0) clock.turn(1)
    pauses.push(clock.now() - before)
  }
  expect(pool.health).toMatchObject({ state: 'UNAVAILABLE', reason: 'UNREACHABLE' })
  expect(pauses[0]).toBeGreaterThanOrEqual(50)
  expect(pauses.at(-1)).toBe(200)
  await answerAttempts()
  expect(events).toEqual(['grant 1', 'grant 2'])
  expect(pool.health).toEqual({ state: 'AVAILABLE' })
})

test('gives a session its own connection back, else one with its state, else an unused one', async () => {
  const pool = createPool({ most: 3 })
  for (const id of [1, 2, 3]) pool.join(createWaiter(id), 0)
  await answerAttempts()
  const [one, two, three] = [1, 2, 3].map((id) => granted.get(id) as DatabaseConnection) as [
    DatabaseConnection,
    DatabaseConnection,
    DatabaseConnection,
  ]
  one.state = describeState('shop')
  one.lastUser = 1
  two.state = describeState('shop')
  two.lastUser = 2
  for (const connection of [one, two, three]) pool.release(connection, clock.now())
  expect(pool.take(createWaiter(1, describeState('shop'), one))).toBe(one)
  expect(pool.take(createWaiter(9, describeState('shop')))).toBe(two)
  two.needsReset = true
  pool.release(two, clock.now())
  expect(pool.take(createWaiter(8, describeState('other')))).toBe(three)
  expect(pool.take(createWaiter(7, describeState('other')))).toBe(two)
})

test('a full pool replaces an idle connection that the first in line cannot use', async () => {
  const pool = createPool({ most: 1 })
  const old = await openIdle(pool)
  pool.join(createWaiter(2, describeState('', 2)), 0)
  expect(old.closed).toBe(true)
  expect(attempts).toHaveLength(1)
  await answerAttempts()
  expect(granted.get(2)?.state.capabilities).toBe(2)
  expect(pool.size).toBe(1)
})

test.each([1000, 0])(
  'whom the server gives no new connection gets an idle one (borrow timeout %i)',
  async (borrowTimeout) => {
    const pool = createPool({ most: 5, borrowTimeout })
    const idle = await openIdle(pool)
    idle.state = describeState('shop')
    pool.join(createWaiter(2, describeState('other')), 0)
    attempts.splice(0)[0]?.reject(new DatabaseRefusal(full))
    await settle()
    expect(granted.get(2)).toBe(idle)
  },
)

test('gives up an idle connection for one that is wanted with other flags when the server is full', async () => {
  const pool = createPool({ most: 5 })
  const idle = await openIdle(pool)
  pool.join(createWaiter(2, describeState('', 2)), 0)
  attempts.splice(0)[0]?.reject(new DatabaseRefusal(full))
  await settle()
  expect(idle.closed).toBe(true)
  clock.turn(50)
  await answerAttempts()
  expect(events).toEqual(['grant 1', 'grant 2'])
})

test('keeps its open connections while the password is refused', async () => {
  const pool = createPool({ most: 5 })
  pool.join(createWaiter(1), 0)
  await answerAttempts()
  const idle = granted.get(1) as DatabaseConnection
  idle.state = describeState('shop')
  pool.release(idle, clock.now())
  pool.join(createWaiter(2, describeState('other')), 0)
  attempts.splice(0)[0]?.reject(new DatabaseRefusal({ ...full, code: 1045 }))
  await settle()
  expect(events).toEqual(['grant 1'])
  expect(pool.size).toBe(1)
})

test('trims what was idle for five minutes to the limit, and replaces old ones', async () => {
  const pool = createPool()
  for (const id of [1, 2]) pool.join(createWaiter(id), 0)
  await answerAttempts()
  for (const connection of granted.values()) pool.release(connection, clock.now())
  clock.turn(defaultDurations.databaseIdle - 1)
  pool.trim()
  expect(pool.size).toBe(2)
  clock.turn(1)
  pool.trim()
  expect(pool.size).toBe(1)
  clock.turn(defaultDurations.databaseLife)
  pool.trim()
  expect(pool.size).toBe(0)
})

test('looks after a lost database even when nobody waits', async () => {
  const pool = createPool()
  pool.start()
  const connection = attempts.splice(0)[0]?.resolve() as DatabaseConnection
  await settle()
  expect(pool.health).toEqual({ state: 'AVAILABLE' })
  const { onClose } = connection
  connection.closed = true
  onClose?.()
  expect(pool.health).toMatchObject({ state: 'UNAVAILABLE' })
  expect(attempts).toHaveLength(1)
})
