import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, createConnection } from 'mysql2'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import { waitUntil } from '../proxy/proxy-fixture.ts'
import type { RealDatabase } from '../real-database.ts'
import { readMemory, tellsMemory } from './process-memory.ts'
import { killProxies, startProxyProcess } from './proxy-process.ts'

const MEBIBYTE = 1024 ** 2
/** Where the server waits for the client, as MariaDB and MySQL call it. */
const waiting = ['Writing to net', 'Sending to client']

await forEachServer('unread-result', (server) => {
  let database: RealDatabase
  let folder: string
  let client: Connection | undefined

  beforeAll(async () => {
    database = await server.start()
    await database.query('CREATE DATABASE shop')
    await database.query('CREATE TABLE shop.hundred (id INT PRIMARY KEY)')
    const ids = Array.from({ length: 100 }, (_, id) => [id])
    await database.query('INSERT INTO shop.hundred VALUES ?', [ids])
    folder = mkdtempSync(join(tmpdir(), 'stand-in-unread-'))
    const { user: username, password } = database
    writeFileSync(join(folder, 'secret.json'), JSON.stringify({ username, password }))
  })
  afterAll(async () => {
    await database?.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  afterEach(() => {
    client?.destroy()
    killProxies()
  })

  async function start(): Promise<{ pid: number; connection: Connection }> {
    const place = { folder, server: database.socketPath, secretFile: join(folder, 'secret.json') }
    const flags = ['--no-require-tls', '--client-password-auth-type', 'mysql_native_password']
    const { child, port } = await startProxyProcess(place, flags)
    const { user, password } = database
    const connection = createConnection({ host: '127.0.0.1', port, user, password, database: 'shop' })
    client = connection
    await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())))
    return { pid: child.pid ?? 0, connection }
  }

  const rows = 'hundred AS a, hundred AS b, (SELECT id FROM hundred LIMIT 10) AS c'
  const sql = `SELECT REPEAT('x', 1000) AS text FROM ${rows}`

  test.skipIf(!tellsMemory)(
    'a client that does not read a result of 100 MB costs no memory, and gets all of it later',
    async () => {
      const { pid, connection } = await start()
      const { stream } = connection as unknown as { stream: NodeJS.ReadStream }
      const before = readMemory(pid, 'VmHWM')
      let bytes = 0
      const ended = new Promise<void>((resolve, reject) => {
        const query = connection.query(sql)
        query.on('result', (row) => {
          bytes += (row as { text: string }).text.length
        })
        query.once('result', () => stream.pause())
        query.on('error', reject)
        query.on('end', () => resolve())
      })
      await waitUntil('the server waits for the client', async () => {
        const list = await database.query<{ Info: string | null; State: string }>('SHOW FULL PROCESSLIST')
        return bytes > 0 && list.some(({ Info, State }) => Info === sql && waiting.includes(State))
      })
      expect(bytes).toBeLessThan(10 * MEBIBYTE)
      const stalled = readMemory(pid, 'VmHWM') - before
      stream.resume()
      await ended
      expect(bytes).toBe(100_000_000)
      const first = readMemory(pid, 'VmHWM')
      for (let pass = 0; pass < 2; pass++) await connection.promise().query(sql)
      const more = readMemory(pid, 'VmHWM') - first
      // A stalled client costs what lies in the buffers on the way. Rows that pass leave garbage, which the collector
      // keeps at the same level however many there are.
      expect(stalled).toBeLessThan(10 * MEBIBYTE)
      expect(more).toBeLessThan(20 * MEBIBYTE)
    },
  )
})
