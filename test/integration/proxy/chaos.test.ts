import { randomInt } from 'node:crypto'
import type { ResultSetHeader, RowDataPacket } from 'mysql2'
import type { Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture, waitUntil } from './proxy-fixture.ts'

/** Seconds of disorder; not part of the default suite. CHAOS_SECONDS=60 is what the long part of CI runs. */
const seconds = Number(process.env.CHAOS_SECONDS ?? 0)
const CLIENTS = 300
const POOL = 5

await forEachServer(
  'chaos',
  (server) => {
    let database: RealDatabase
    let fixture: ProxyFixture
    let ending = false
    const mismatches: string[] = []
    const counts = { visits: 0, transactions: 0, readBacks: 0, questions: 0, prepared: 0, slowReads: 0, lostClients: 0 }
    const trouble = { serverKills: 0, failed: 0 }

    beforeAll(async () => {
      if (seconds === 0) return
      database = await server.start(['--max-connections=50'])
      await database.query('CREATE DATABASE chaos')
      await database.query(
        'CREATE TABLE chaos.item (id INT AUTO_INCREMENT PRIMARY KEY, owner INT, turn INT, KEY (owner))',
      )
      await database.query('CREATE TABLE chaos.given (id INT AUTO_INCREMENT PRIMARY KEY, owner INT)')
      const settings = { requireTls: false, borrowTimeout: 60 }
      fixture = await startFixture(database, { maxConnections: POOL, settings })
    })

    afterAll(async () => {
      await fixture?.stop()
      await database?.stop()
    })

    /** From the order to kill it until it is back. */
    let serverDies = false

    async function readRow(client: Connection, sql: string): Promise<Record<string, unknown>> {
      const [rows] = await client.query<RowDataPacket[]>(sql)
      return rows[0] as Record<string, unknown>
    }

    function check(what: string, seen: unknown, expected: unknown): void {
      if (JSON.stringify(seen) !== JSON.stringify(expected)) mismatches.push(`${what}: ${JSON.stringify(seen)}`)
    }

    /** Over TLS, every fourth one. A login needs the database only for a schema that is not known yet. */
    async function enter(owner: number): Promise<Connection | undefined> {
      try {
        return await fixture.connect({ ...(owner % 4 === 0 ? {} : { ssl: undefined as never }), database: 'chaos' })
      } catch (error) {
        mismatches.push(`login of ${owner}: ${error}`)
        return undefined
      }
    }

    /** One client's visits: each with session settings of its own, until the time is over. */
    async function live(owner: number): Promise<void> {
      while (!ending) {
        const client = await enter(owner)
        if (!client) continue
        counts.visits += 1
        try {
          await visit(client, owner)
          await client.end()
        } catch (error) {
          // The server was killed under it, or it was cut off itself; a wrong answer is noted elsewhere.
          trouble.failed += 1
          if (!isLoss(error)) mismatches.push(`client ${owner}: ${error}`)
          client.destroy()
        }
      }
    }

    function isLoss(error: unknown): boolean {
      const { code = '', errno = 0 } = error as { code?: string; errno?: number }
      return ['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE'].includes(code) || [1053, 1927].includes(errno)
    }

    async function visit(client: Connection, owner: number): Promise<void> {
      const zone = `+${String(owner % 12).padStart(2, '0')}:00`
      if (owner % 3 === 0) await client.query(`SET time_zone = '${zone}'`)
      if (owner % 50 === 0) await client.query(`SET @mine = ${owner}`)
      for (let turn = 0; turn < 5 && !ending; turn++) {
        const seen = await readRow(client, `SELECT ${owner} AS o, @@time_zone AS z, DATABASE() AS d, @mine AS m`)
        const expectedZone = owner % 3 === 0 ? zone : '+00:00'
        check('session', seen, { o: owner, z: expectedZone, d: 'chaos', m: owner % 50 === 0 ? owner : null })
        await transact(client, owner, turn)
        await askAfterwards(client, owner)
        if (owner % 30 === 1) await prepare(client, owner)
        if (randomInt(40) === 0) await readSlowly(client, owner)
        if (randomInt(25) === 0) {
          cutOff(client)
          return
        }
      }
    }

    async function transact(client: Connection, owner: number, turn: number): Promise<void> {
      await client.beginTransaction()
      const [done] = await client.query<ResultSetHeader>('INSERT INTO item (owner, turn) VALUES (?, ?)', [owner, turn])
      check('insert id', await readRow(client, 'SELECT LAST_INSERT_ID() AS i'), { i: done.insertId })
      if (turn % 2 === 0) await client.commit()
      else await client.rollback()
      counts.transactions += 1
      const back = await readRow(
        client,
        `SELECT COUNT(*) AS n FROM item WHERE id = ${done.insertId} AND owner = ${owner}`,
      )
      check(`transaction of ${owner}`, back, { n: turn % 2 === 0 ? 1 : 0 })
      counts.readBacks += 1
    }

    /**
     * What statements outside of a transaction leave behind, each asked for when others had the connection. It is the
     * server's, and dies with it, for a client of the proxy as for any other.
     */
    async function askAfterwards(client: Connection, owner: number): Promise<void> {
      const serverLived = watchServer()
      const [done] = await client.query<ResultSetHeader>(`INSERT INTO item (owner, turn) VALUES (${owner}, -1)`)
      const given = 1_000_000_000 + done.insertId
      await client.query(`INSERT INTO given (id, owner) VALUES (${given}, ${owner})`)
      const id = await readRow(client, 'SELECT LAST_INSERT_ID() AS i')
      if (serverLived()) check('id after a given one', id, { i: done.insertId })
      await client.query(`SELECT 0 + 'of ${owner}'`)
      const warning = await readRow(client, 'SHOW WARNINGS LIMIT 1')
      if (serverLived()) check(`warning of ${owner}`, String(warning?.Message).includes(`'of ${owner}'`), true)
      await client.query(`SELECT 0 + 'a ${owner}', 0 + 'b'`)
      const warnings = await readRow(client, 'SELECT @@warning_count AS n')
      if (serverLived()) check('warnings', warnings, { n: 2 })
      counts.questions += 1
    }

    /** A statement of the client's own, which pins it. */
    async function prepare(client: Connection, owner: number): Promise<void> {
      const [rows] = await client.execute<RowDataPacket[]>('SELECT ? AS owner, COUNT(*) > 0 AS n FROM item', [owner])
      check('prepared', Number(rows[0]?.owner), owner)
      counts.prepared += 1
    }

    /** Returns a function that tells whether the server has lived from now on. */
    function watchServer(): () => boolean {
      const { serverKills } = trouble
      const wasDying = serverDies
      return () => !wasDying && !serverDies && trouble.serverKills === serverKills
    }

    /** A result of 5 MB, of which nothing is read for a while. */
    async function readSlowly(client: Connection, owner: number): Promise<void> {
      const reading = readRow(client, `SELECT REPEAT(CHAR(${65 + (owner % 26)}), 5000000) AS text`)
      client.pause()
      setTimeout(() => client.resume(), 200)
      const { text } = await reading
      check('slow read', [String(text).length, String(text)[0]], [5_000_000, String.fromCharCode(65 + (owner % 26))])
      counts.slowReads += 1
    }

    /** Goes without a word in the middle of a request. */
    function cutOff(client: Connection): void {
      client.query('SELECT SLEEP(0.05)').catch(() => undefined)
      client.destroy()
      counts.lostClients += 1
    }

    async function killServerNowAndThen(until: number): Promise<void> {
      while (Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, (seconds * 1000) / 3)))
        if (Date.now() >= until) return
        serverDies = true
        await database.crash()
        await database.restart()
        serverDies = false
        trouble.serverKills += 1
      }
    }

    test.runIf(seconds > 0)(
      'hundreds of clients over a pool of 5 see only what is theirs, through disconnects, slow readers and server kills',
      async () => {
        const until = Date.now() + seconds * 1000
        const clients = Array.from({ length: CLIENTS }, (_, owner) => live(owner + 1))
        await killServerNowAndThen(until)
        ending = true
        await Promise.all(clients)
        process.stderr.write(`${JSON.stringify({ ...counts, ...trouble })}\n`)
        expect(mismatches.slice(0, 20)).toEqual([])
        for (const count of Object.values(counts)) expect(count).toBeGreaterThan(10)
        expect(trouble.serverKills).toBeGreaterThan(0)
        // Who was in a statement or a transaction, or pinned; nobody else.
        expect(trouble.failed).toBeLessThanOrEqual(trouble.serverKills * POOL)
        await waitUntil('all clients are gone', () => fixture.proxy.status().clientConnections === 0)
        await waitUntil('nothing is lent', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
        expect(fixture.proxy.status().databaseConnections).toBeLessThanOrEqual(POOL)
      },
      seconds * 1000 + 120_000,
    )
  },
  { longOnMysql: true },
)
