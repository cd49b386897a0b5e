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
import { typedQueries, typedStatements } from './typed-statements.ts'

/** First two characters of the SQLSTATEs of the errors in the corpus. */
const sqlstateClasses = '02 08 0K 20 21 22 23 24 25 2F 40 42 45 70 77 HY XA ZZ'.split(' ')

await forEachServer('identical-results', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture

  beforeAll(async () => {
    database = await server.start(['--local-infile=ON', '--max-allowed-packet=64M'])
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

  test('what a client reads through the proxy is what it reads directly, byte by byte, for 400 statements and more', async () => {
    const corpus = makeCorpus()
    expect(new Set(corpus).size).toBeGreaterThan(400)
    const direct = await record(() => createConnection({ ...options(0), stream: connectAsToMysql }), corpus)
    const through = await record(() => createConnection(options(fixture.proxy.port)), corpus)
    expect(direct.filter(({ length }) => length === 0)).toEqual([])
    const different = corpus.filter((_, index) => !(direct[index] as Buffer).equals(through[index] as Buffer))
    expect(different).toEqual([])
    // Else statements that fail by mistake would go unnoticed.
    const errors = corpus.filter((_, index) => (direct[index] as Buffer)[4] === 0xff)
    expect(new Set(errors)).toEqual(new Set(listRefused(server.isMysql)))
    const states = errors.map((sql) => (direct[corpus.indexOf(sql)] as Buffer).toString('latin1', 8, 13))
    const classes = new Set(states.map((state) => state.slice(0, 2)))
    expect(sqlstateClasses.filter((each) => !classes.has(each))).toEqual([])
  })

  /** What the server sends to a statement that is prepared, and to three executions of it. */
  async function recordPrepared(client: Connection, sql: string, values: readonly unknown[][]): Promise<Buffer[]> {
    let chunks: Buffer[] = []
    const stream = (client as unknown as { connection: { stream: Socket } }).connection.stream
    const listener = (chunk: Buffer) => chunks.push(chunk)
    stream.on('data', listener)
    const answers: Buffer[] = []
    const keep = () => {
      answers.push(Buffer.concat(chunks))
      chunks = []
    }
    const statement = await client.prepare(sql).catch(() => undefined)
    keep()
    // Behind the packet's header and a zero comes the statement's number, which each connection counts for itself.
    if (statement) answers[0]?.fill(0, 5, 9)
    for (const each of statement ? values : []) {
      await statement?.execute(each as string[]).catch(() => undefined)
      keep()
    }
    await statement?.close()
    stream.off('data', listener)
    return answers
  }

  const withValues: readonly (readonly [string, unknown[][]])[] = [
    [
      'SELECT ? AS a, ? AS b',
      [
        [1, 'x'],
        [null, -1.5],
        [Buffer.from([0, 39, 255]), new Date(1e12)],
        ['ä🎉', true],
      ],
    ],
    [
      'SELECT * FROM numbers WHERE plain = ? OR tiny = ?',
      [
        [2147483647, 0],
        ['-2147483648', null],
      ],
    ],
    [
      'SELECT * FROM times WHERE day = ? OR time_6 < ?',
      [
        ['2024-00-00', '-100:00:00'],
        [new Date(0), null],
      ],
    ],
    [
      'SELECT id FROM documents WHERE document IS NULL AND id > ? LIMIT ?',
      [
        ['1', '2'],
        ['0', '0'],
      ],
    ],
    [
      'INSERT INTO documents VALUES (?, ?)',
      [
        [100, '{}'],
        [100, null],
        [101, '{'],
      ],
    ],
    ['CALL reading()', [[], []]],
    ['CALL failing_late()', [[], []]],
    ["DO CAST('x' AS SIGNED), ?", [[1], [2]]],
    [
      'SELECT REPEAT(?, ?)',
      [
        ['ä', 40_000],
        ['x', 0],
      ],
    ],
    ['SELECT nothing FROM nowhere', []],
    ['SELECT (SELECT id FROM documents) + ?', [[1]]],
  ]

  test('what a client reads from prepared statements is the same byte by byte', async () => {
    await database.query('DROP DATABASE IF EXISTS corpus')
    await database.query('CREATE DATABASE corpus')
    const maker = await createConnection(options(database.port))
    for (const sql of typedStatements) await maker.query(sql).catch(() => undefined)
    await maker.end()
    const direct = await createConnection({ ...options(0), stream: connectAsToMysql })
    const through = await createConnection(options(fixture.proxy.port))
    const plain = typedQueries.map((sql): readonly [string, unknown[][]] => [sql, [[], []]])
    const different: string[] = []
    let answers = 0
    for (const [sql, values] of [...plain, ...withValues]) {
      if (sql.startsWith('INSERT')) await direct.query('DELETE FROM documents WHERE id >= 100')
      const expected = await recordPrepared(direct, sql, values)
      if (sql.startsWith('INSERT')) await direct.query('DELETE FROM documents WHERE id >= 100')
      const seen = await recordPrepared(through, sql, values)
      expect(expected.filter(({ length }) => length === 0)).toEqual([])
      if (!Buffer.concat(expected).equals(Buffer.concat(seen))) different.push(sql)
      answers += expected.length
    }
    expect(different).toEqual([])
    expect(answers).toBeGreaterThan(100)
    direct.destroy()
    through.destroy()
  })

  // A row is cut into packets of 16 MB less a byte; one that fills them exactly is followed by an empty packet.
  const most = 2 ** 24 - 1
  test.each([
    ['a row just below one packet', most - 5],
    ['a row of exactly one packet', most - 4],
    ['a row just above one packet', most - 3],
    ['a row of exactly two packets', 2 * most - 9],
  ])('%s comes through byte by byte', async (_, length) => {
    const corpus = [`SELECT REPEAT('x', ${length})`, 'SELECT 1']
    const direct = await record(() => createConnection({ ...options(0), stream: connectAsToMysql }), corpus)
    const through = await record(() => createConnection(options(fixture.proxy.port)), corpus)
    expect(direct[0]?.length).toBeGreaterThan(length)
    expect(through.map((answer, index) => answer.equals(direct[index] as Buffer))).toEqual([true, true])
  })

  test.each([
    ['exactly one packet', most],
    ['exactly two packets', 2 * most],
  ])('a statement of %s gets through', async (_, length) => {
    const client = await createConnection(options(fixture.proxy.port))
    const [before, after] = ["SELECT LENGTH('", "') AS n"]
    // The command's byte counts, too.
    const text = 'x'.repeat(length - 1 - before.length - after.length)
    const [rows] = await client.query(before + text + after)
    expect(rows).toEqual([{ n: text.length }])
    await client.end()
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
