import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, createConnection, type SslOptions } from 'mysql2'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type RealDatabase, startRealDatabase } from '../real-database.ts'
import { readMemory, tellsMemory } from './process-memory.ts'
import { killProxies, startProxyProcess } from './proxy-process.ts'

/** How many idle clients; 5,000 is what the long part of CI runs. */
const idleClients = Number(process.env.IDLE_CLIENTS ?? 1_000)

let database: RealDatabase
let folder: string
const clients: Connection[] = []

beforeAll(async () => {
  database = await startRealDatabase()
  folder = mkdtempSync(join(tmpdir(), 'stand-in-memory-'))
  writeFileSync(join(folder, 'secret.json'), JSON.stringify({ username: database.user, password: database.password }))
})
afterAll(async () => {
  await database?.stop()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy()
  killProxies()
})

async function start() {
  const place = { folder, server: database.socketPath, secretFile: join(folder, 'secret.json') }
  const flags = ['--no-require-tls', '--client-password-auth-type', 'mysql_native_password']
  const { child, port } = await startProxyProcess(place, flags)
  return { pid: child.pid ?? 0, port }
}

async function connect(port: number, ssl?: SslOptions): Promise<Connection> {
  const { user, password } = database
  const client = createConnection({ host: '127.0.0.1', port, user, password, ...(ssl && { ssl }) })
  clients.push(client)
  await new Promise<void>((resolve, reject) => client.connect((error) => (error ? reject(error) : resolve())))
  return client
}

/** Opens so many more clients, a hundred at a time. */
async function connectMany(port: number, count: number, ssl?: SslOptions): Promise<void> {
  for (let left = count; left > 0; left -= 100) {
    await Promise.all(Array.from({ length: Math.min(100, left) }, () => connect(port, ssl)))
  }
}

/** A process that has just begun makes room for short-lived things, which is no client's: it has to be made before. */
async function warmUp(port: number, ssl?: SslOptions): Promise<void> {
  for (let pass = 0; pass < 20; pass++) {
    await connectMany(port, 100, ssl)
    for (const client of clients.splice(0)) client.destroy()
  }
}

test.skipIf(!tellsMemory).each([
  { what: 'idle clients', count: idleClients, ssl: undefined, most: idleClients < 5_000 ? 30_720 : 10_240 },
  {
    what: 'idle clients with TLS',
    count: idleClients / 5,
    ssl: { rejectUnauthorized: false },
    most: idleClients < 5_000 ? 81_920 : 40_960,
  },
])(
  `$count $what at once take no more than $most bytes each and are served one after the other`,
  async ({ count, ssl, most }) => {
    const { pid, port } = await start()
    await warmUp(port, ssl)
    await connect(port, ssl)
    const before = readMemory(pid, 'VmRSS')
    await connectMany(port, count, ssl)
    const perClient = (readMemory(pid, 'VmRSS') - before) / count
    for (const client of [clients.at(0), clients.at(count / 2), clients.at(-1)] as Connection[]) {
      const [rows] = await client.promise().query('SELECT 1 AS one')
      expect(rows).toEqual([{ one: 1 }])
    }
    if (process.env.IDLE_CLIENTS) process.stderr.write(`${Math.round(perClient)} bytes for each client\n`)
    expect(perClient).toBeLessThan(most)
  },
  180_000,
)
