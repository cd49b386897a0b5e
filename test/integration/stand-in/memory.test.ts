import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, createConnection, type SslOptions } from 'mysql2'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { waitUntil } from '../proxy/proxy-fixture.ts'
import { type RealDatabase, startRealDatabase } from '../real-database.ts'
import { killProxies, startProxyProcess } from './proxy-process.ts'

const MEBIBYTE = 1024 ** 2

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

/** Bytes that the kernel counts for a process: now, or at the highest so far. */
function readMemory(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes] = new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) * 1024
}

const linux = existsSync('/proc/self/status')

test.skipIf(!linux)(
  'a client that does not read a result of 100 MB costs no memory, and gets all of it later',
  async () => {
    const { pid, port } = await start()
    const client = await connect(port)
    const before = readMemory(pid, 'VmHWM')
    let bytes = 0
    const ended = new Promise<void>((resolve, reject) => {
      const query = client.query("SELECT REPEAT('x', 1000) AS text FROM mysql.seq_1_to_100000")
      query.on('result', (row) => {
        bytes += (row as { text: string }).text.length
      })
      query.once('result', () => (client as unknown as { stream: NodeJS.ReadStream }).stream.pause())
      query.on('error', reject)
      query.on('end', () => resolve())
    })
    await waitUntil('the server waits for the client', async () => {
      const list = await database.query(
        "SELECT state FROM information_schema.processlist WHERE info LIKE 'SELECT REPEAT%'",
      )
      return bytes > 0 && list.some(({ state }) => state === 'Writing to net')
    })
    expect(bytes).toBeLessThan(10 * MEBIBYTE)
    const stalled = readMemory(pid, 'VmHWM') - before
    ;(client as unknown as { stream: NodeJS.ReadStream }).stream.resume()
    await ended
    expect(bytes).toBe(100_000_000)
    const first = readMemory(pid, 'VmHWM')
    for (let pass = 0; pass < 2; pass++)
      await client.promise().query("SELECT REPEAT('x', 1000) FROM mysql.seq_1_to_100000")
    const more = readMemory(pid, 'VmHWM') - first
    // A stalled client costs what lies in the buffers on the way. Rows that pass leave garbage, which the collector keeps
    // at the same level however many there are.
    expect(stalled).toBeLessThan(10 * MEBIBYTE)
    expect(more).toBeLessThan(20 * MEBIBYTE)
  },
)

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

test.skipIf(!linux).each([
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
