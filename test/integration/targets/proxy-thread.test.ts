import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ProxySettings } from '../../../src/settings/settings.ts'
import { ensureCertificates } from '../../../src/targets/local/certificates.ts'
import { Keeper } from '../../../src/targets/local/supervisor/keeper.ts'
import { type ProxyThread, startProxyThread } from '../../../src/targets/local/supervisor/proxy-thread.ts'
import { type RealDatabase, startRealDatabase } from '../real-database.ts'

const settings: ProxySettings = {
  ...{ maxConnectionsPercent: 100, maxIdleConnectionsPercent: 50, borrowTimeout: 5, idleClientTimeout: 60 },
  ...{ requireTls: true, pinningFilter: 'none', initQuery: '' },
}

let database: RealDatabase
let keeper: Keeper<ProxyThread>
let ca: string
const changed = new Set<() => void>()
let password = ''

async function askThroughProxy(using: string): Promise<unknown> {
  const connection = await createConnection({
    ...{ host: '127.0.0.1', port: keeper.part.port, user: database.user, password: using },
    ssl: { ca, rejectUnauthorized: true },
  })
  try {
    return await connection.query('SELECT 1 AS one').then(([rows]) => rows)
  } finally {
    connection.destroy()
  }
}

beforeAll(async () => {
  database = await startRealDatabase()
  password = database.password
  const folder = mkdtempSync(join(tmpdir(), 'thread-'))
  const { cert, key, caFile } = await ensureCertificates(folder)
  ca = readFileSync(caFile, 'utf8')
  const secret = {
    current: async () => ({ username: database.user, password, versionId: password }),
    watch: (listener: () => void) => {
      changed.add(listener)
      return () => changed.delete(listener)
    },
  }
  const data = {
    ...{ tls: { cert, key }, server: { socketPath: database.socketPath }, settings, maxConnections: 10 },
    logFile: join(folder, 'proxy.log'),
  }
  keeper = new Keeper({
    name: 'proxy',
    start: (before) => startProxyThread({ ...data, port: before?.port ?? 0 }, secret),
    log: () => undefined,
  })
  await keeper.start()
})

afterAll(async () => {
  await keeper.stop()
  await database.stop()
})

it('answers clients and tells its status from its own thread', async () => {
  expect(await askThroughProxy(password)).toEqual([{ one: 1 }])
  expect(await keeper.part.status()).toMatchObject({ target: { state: 'AVAILABLE' }, databaseConnections: 1 })
})

it('listens on the same port again after a crash', async () => {
  const { port, thread, ended } = keeper.part
  await thread.terminate()
  await ended
  await expect.poll(() => keeper.isRunning).toBe(true)
  expect(keeper.part.port).toBe(port)
  expect(await askThroughProxy(password)).toEqual([{ one: 1 }])
  expect(keeper.status()).toMatchObject({ state: 'running', restarts: 1 })
})

it('takes the new password as soon as it hears that the secret has changed', async () => {
  const old = password
  await database.query(`SET PASSWORD FOR '${database.user}'@'%' = PASSWORD('changed-in-this-test')`)
  password = 'changed-in-this-test'
  for (const listener of changed) listener()
  await expect.poll(() => askThroughProxy(password).catch((error: Error) => error.message)).toEqual([{ one: 1 }])
  await expect(askThroughProxy(old)).rejects.toMatchObject({ errno: 1045 })
})

it('says why it cannot listen', async () => {
  const { port } = keeper.part
  const secret = {
    current: async () => ({ username: 'a', password: 'b', versionId: 'c' }),
    watch: () => () => undefined,
  }
  const data = { port, tls: { cert: '', key: '' }, server: { socketPath: '/nowhere' }, settings, maxConnections: 10 }
  await expect(startProxyThread({ ...data, logFile: join(tmpdir(), 'unused.log') }, secret)).rejects.toThrow()
})
