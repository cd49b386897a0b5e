import { connect, type Socket } from 'node:net'
import { Duplex, Transform } from 'node:stream'
import type { Connection, ConnectionOptions } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Capability } from '../../../src/targets/local/proxy/protocol/capabilities.ts'
import { framePayload } from '../../../src/targets/local/proxy/protocol/framing.ts'
import { readGreeting, writeGreeting } from '../../../src/targets/local/proxy/protocol/greeting.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture } from './proxy-fixture.ts'
import { listRefused, makeCorpus } from './statement-corpus.ts'

await forEachServer('identical-results', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture

  beforeAll(async () => {
    database = await server.start(['--local-infile=ON'])
    fixture = await startFixture(database, { settings: { requireTls: false } })
  })

  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
  })

  /** Runs all statements one after the other on a fresh schema; returns what the server sent to each. */
  async function record(connect: () => Promise<Connection>, corpus: readonly string[]): Promise<Buffer[]> {
    await database.query('DROP DATABASE IF EXISTS corpus')
    await database.query('CREATE DATABASE corpus')
    const client = await connect()
    let chunks: Buffer[] = []
    const stream = (client as unknown as { connection: { stream: Socket } }).connection.stream
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    const answers: Buffer[] = []
    for (const sql of corpus) {
      chunks = []
      await client.query(sql).catch(() => undefined)
      answers.push(Buffer.concat(chunks))
    }
    await client.end()
    return answers
  }

  /**
   * A connection to the server itself on which it does not offer MariaDB's own extensions, which the proxy does not have
   * either: they change what column definitions look like.
   */
  function connectAsToMysql(): Duplex {
    const socket = connect(database.port, '127.0.0.1')
    let greeted = false
    const readable = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        done(null, greeted ? chunk : hideExtensions(chunk))
        greeted = true
      },
    })
    socket.on('error', () => undefined)
    return Duplex.from({ readable: socket.pipe(readable), writable: socket })
  }

  /** MariaDB announces its extensions by leaving out a flag that MySQL always sets. */
  function hideExtensions(packet: Buffer): Buffer {
    const greeting = readGreeting(packet.subarray(4))
    const capabilities = (greeting.capabilities | Capability.longPassword) >>> 0
    return framePayload(writeGreeting({ ...greeting, capabilities }), 0)
  }

  const options = (port: number): ConnectionOptions => ({
    ...{ host: '127.0.0.1', port, user: database.user, password: database.password },
    ...{ database: 'corpus', multipleStatements: true, dateStrings: true },
  })

  test('what a client reads through the proxy is what it reads directly, byte by byte, for 300 statements and more', async () => {
    const corpus = makeCorpus()
    expect(corpus.length).toBeGreaterThan(300)
    const direct = await record(() => createConnection({ ...options(0), stream: connectAsToMysql }), corpus)
    const through = await record(() => createConnection(options(fixture.proxy.port)), corpus)
    expect(direct.filter(({ length }) => length === 0)).toEqual([])
    const different = corpus.filter((_, index) => !(direct[index] as Buffer).equals(through[index] as Buffer))
    expect(different).toEqual([])
    // Else statements that fail by mistake would go unnoticed.
    const errors = corpus.filter((_, index) => (direct[index] as Buffer)[4] === 0xff)
    expect(new Set(errors)).toEqual(new Set(listRefused(server.isMysql)))
  })

  test('LOAD DATA LOCAL INFILE is refused, and the session goes on', async () => {
    await database.query('CREATE DATABASE IF NOT EXISTS corpus')
    const client = await createConnection(options(fixture.proxy.port))
    await client.query('CREATE TABLE IF NOT EXISTS lines_read (line TEXT)')
    const load = client.query("LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE lines_read")
    await expect(load).rejects.toMatchObject({ errno: server.isMysql ? 3948 : 4166 })
    const [rows] = await client.query('SELECT COUNT(*) AS n FROM lines_read')
    expect(rows).toEqual([{ n: 0 }])
    await client.end()
  })
})
