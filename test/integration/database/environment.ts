import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { findDatabaseServer, type ServerProgram } from '../../../src/targets/local/database/find-server.ts'
import type { RunningDatabase, StartDatabaseOptions } from '../../../src/targets/local/database/running-database.ts'
import { startDatabase } from '../../../src/targets/local/database/server.ts'

export const ADMIN = { username: 'admin', password: 'pass\'w"o\\rd\n\u00e9' }

let shared: { program: ServerProgram; cacheFolder: string }

/**
 * Finds the server as the program does, and keeps one cache folder for the tests of a suite. To be called once in each.
 * @param mysqld path of the server; the system's own when it is left out
 */
export function useRealServer(mysqld = ''): void {
  beforeAll(async () => {
    const program = await findDatabaseServer({ mysqld, env: process.env })
    shared = { program, cacheFolder: await mkdtemp(join(tmpdir(), 'db-cache-')) }
  })
  afterAll(() => rm(shared.cacheFolder, { recursive: true, force: true }))
}

export interface TestEnvironment {
  folder: string
  options: StartDatabaseOptions
  start(change?: Partial<StartDatabaseOptions>): Promise<RunningDatabase>
}

/** Folders of one environment; what runs in them is stopped and they are deleted at the end of the test. */
export async function makeEnvironment(): Promise<TestEnvironment> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'db-')))
  const started: RunningDatabase[] = []
  onTestFinished(async () => {
    await Promise.all(started.map((database) => database.stop()))
    await rm(folder, { recursive: true, force: true })
  })
  const options: StartDatabaseOptions = {
    ...shared,
    dataDirectory: join(folder, 'database'),
    runFolder: join(folder, 'run'),
    logFile: join(folder, 'logs', 'database.log'),
    maxConnections: 20,
    admin: ADMIN,
  }
  const start: TestEnvironment['start'] = async (change) => {
    const database = await startDatabase({ ...options, ...change })
    started.push(database)
    return database
  }
  return { folder, options, start }
}

export async function logIn(database: RunningDatabase, credentials = ADMIN): Promise<Connection> {
  const { username, password } = credentials
  const place = 'socketPath' in database.address ? database.address : { ...database.address }
  const connection = await createConnection({ ...place, user: username, password, charset: 'utf8mb4' })
  onTestFinished(() => connection.destroy())
  return connection
}

/** The value of one column of one row. */
export async function ask(connection: Connection, sql: string): Promise<unknown> {
  const [rows] = await connection.query({ sql, rowsAsArray: true })
  return (rows as unknown[][])[0]?.[0]
}
