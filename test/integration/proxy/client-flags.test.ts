import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { Capability } from '../../../src/targets/local/proxy/protocol/capabilities.ts'
import { Command } from '../../../src/targets/local/proxy/protocol/commands.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { listPins, type ProxyFixture, startFixture, waitUntil } from './proxy-fixture.ts'
import { modernCapabilities, RawClient, type RawLogin } from './raw-client.ts'

const plain = modernCapabilities | Capability.multiResults
const tracking = plain | Capability.sessionTrack
const trackingKinds: [string, number][] = [
  ['deprecates', tracking | Capability.deprecateEof],
  ['wants', tracking],
]

/** What a client must not ask for unless it is offered, and the proxy offers none of it. */
const unoffered = {
  compression: 0x20,
  'metadata on demand': 0x2000000,
  'compression by zstd': 0x4000000,
  'query attributes': 0x8000000,
  everything: 0xe000020,
}

await forEachServer('client-flags', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture
  let crowded: ProxyFixture
  const clients: RawClient[] = []

  beforeAll(async () => {
    // Every OK packet then tells of the transaction, and of any change of the session.
    database = await server.start(['--session-track-transaction-info=STATE', '--session-track-state-change=ON'])
    await database.query('CREATE DATABASE shop')
    await database.query('CREATE TABLE shop.item (id INT AUTO_INCREMENT PRIMARY KEY, text TEXT)')
    await database.query('CREATE PROCEDURE shop.twice() BEGIN SELECT 1; SELECT 2; END')
    const options = { settings: { requireTls: false }, clientPasswordAuthType: 'mysql_native_password' } as const
    fixture = await startFixture(database, options)
    crowded = await startFixture(database, { ...options, maxConnections: 1 })
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy()
    await waitUntil('all is given back', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
  })
  afterAll(async () => {
    await fixture?.stop()
    await crowded?.stop()
    await database?.stop()
  })

  async function open(port: number, login: Partial<RawLogin> = {}): Promise<RawClient> {
    const { user, password } = database
    const usual = { port, user, password, database: 'shop', capabilities: plain }
    const client = await RawClient.open({ ...usual, ...login })
    clients.push(client)
    return client
  }

  /** An empty table whose next id takes more than a byte, so that status flags do not stand where they mostly do. */
  async function emptyTable(): Promise<void> {
    await database.query('TRUNCATE TABLE shop.item')
    await database.query('ALTER TABLE shop.item AUTO_INCREMENT = 16777300')
  }

  /** Sessions of the proxy: the first number counts those in a transaction, the second the pinned ones. */
  function count(): [number, number] {
    const { databaseConnectionsCurrentlyInTransaction, databaseConnectionsCurrentlySessionPinned } =
      fixture.proxy.status()
    return [databaseConnectionsCurrentlyInTransaction, databaseConnectionsCurrentlySessionPinned]
  }

  it.each(trackingKinds)(
    'a client that tracks its session and %s EOF packets hears what it hears directly, and is seen in transactions',
    async (_, capabilities) => {
      const none: [number, number] = [0, 0]
      const steps: [sql: string, after: [number, number]][] = [
        ['SELECT 1', none],
        ['BEGIN', [1, 0]],
        ["INSERT INTO item (text) VALUES ('a')", [1, 0]],
        ['SELECT * FROM item', [1, 0]],
        ['SAVEPOINT a', [1, 0]],
        ['SELECT * FROM nowhere', [1, 0]],
        ['ROLLBACK', none],
        ["SET time_zone = '+01:00'", none],
        ['SET autocommit = 0', none],
        ["INSERT INTO item (text) VALUES ('b')", [1, 0]],
        ['COMMIT', none],
        ['SET autocommit = 1', none],
        ['USE mysql', none],
        ['USE shop', none],
        ['CALL twice()', none],
        ['SET NAMES latin1', none],
        ['SET SESSION session_track_schema = OFF', none],
        ['USE mysql', none],
        ['USE shop', none],
        ["SET SESSION session_track_system_variables = 'sql_mode,time_zone'", [0, 1]],
        ["SET SESSION sql_mode = ''", [0, 1]],
        ["SET SESSION session_track_transaction_info = 'CHARACTERISTICS'", [0, 1]],
        ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', [0, 1]],
        ['START TRANSACTION WITH CONSISTENT SNAPSHOT', [1, 1]],
        ['SELECT * FROM item', [1, 1]],
        ['COMMIT', [0, 1]],
      ]
      await emptyTable()
      const direct = await open(database.port, { capabilities })
      const expected: Buffer[][] = []
      for (const [sql] of steps) expected.push(await direct.ask(Command.query, sql))
      await emptyTable()
      const through = await open(fixture.proxy.port, { capabilities })
      for (const [index, [sql, after]] of steps.entries()) {
        expect(await through.ask(Command.query, sql), sql).toEqual(expected[index])
        expect(count(), sql).toEqual(after)
      }
      // Else the servers told nothing of the session.
      const told = expected.flat().filter(([first]) => first === 0 || first === 0xfe)
      expect(told.filter(({ length }) => length > 9).length).toBeGreaterThan(15)
    },
  )

  it.each(trackingKinds)(
    'two clients that track their sessions and %s EOF packets hear nothing of each other over one connection',
    async (_, capabilities) => {
      const steps: [client: 0 | 1, sql: string][] = [
        [0, "SET time_zone = '+01:00'"],
        ...([1, 0] as const).map((client): [0 | 1, string] => [client, 'SELECT * FROM item']),
        [1, 'USE mysql'],
        ...([0, 1, 0, 1] as const).map((client): [0 | 1, string] => [client, 'DO 1']),
        [1, 'SET autocommit = 0'],
        [0, 'SELECT * FROM item'],
        [1, "SET autocommit = 1, sql_mode = CONCAT('ANSI', '_QUOTES')"],
        [0, "INSERT INTO item (text) VALUES ('a')"],
        ...([1, 0] as const).map((client): [0 | 1, string] => [client, 'SELECT LAST_INSERT_ID()']),
        ...(['BEGIN', 'SELECT * FROM item', 'ROLLBACK'] as const).map((sql): [0 | 1, string] => [0, sql]),
        [1, 'SELECT CAST("x" AS SIGNED)'],
        [1, "SELECT CAST('x' AS SIGNED)"],
        [0, 'DO 1'],
        [1, 'SHOW WARNINGS'],
        ...([0, 1] as const).map((client): [0 | 1, string] => [client, 'DO 1']),
      ]
      const answers: Buffer[][][] = []
      for (const port of [database.port, crowded.proxy.port]) {
        await emptyTable()
        const pair = [await open(port, { capabilities }), await open(port, { capabilities })] as const
        const heard: Buffer[][] = []
        for (const [client, sql] of steps) heard.push(await pair[client].ask(Command.query, sql))
        answers.push(heard)
      }
      const [direct, through] = answers
      for (const [index, step] of steps.entries()) expect(through?.[index], String(step)).toEqual(direct?.[index])
      expect(crowded.proxy.status().databaseConnections).toBe(1)
    },
  )

  it.each(Object.entries(unoffered))(
    'a client that asks for %s all the same gets what was offered',
    async (_, flag) => {
      const direct = await open(database.port)
      const through = await open(fixture.proxy.port, { capabilities: (plain | flag) >>> 0 })
      expect(through.greeting.capabilities & flag).toBe(0)
      const pins = await listPins(fixture, async () => {
        // The third is what a client sends that has no attribute, but may have some.
        for (const sql of ['SELECT 1', 'SET SESSION resultset_metadata = NONE', '\0\x01SELECT 1', 'SELECT 2']) {
          expect(await through.ask(Command.query, sql), sql).toEqual(await direct.ask(Command.query, sql))
        }
      })
      // An untracked variable where there is such a one, and SQL was found where it stands.
      expect(pins).toEqual(['untracked-variable'])
    },
  )

  it('a client may tell 64 KB of itself, as it may tell the server', async () => {
    for (const length of [0, 300, 65_500]) {
      for (const port of [database.port, fixture.proxy.port]) {
        const client = await open(port, { attribute: ['program_name', 'x'.repeat(length)] })
        expect((await client.ask(Command.ping))[0]?.[0]).toBe(0)
      }
    }
  })

  const wanted = 'SELECT CONCAT_WS(" ", @@character_set_client, @@character_set_results, @@collation_connection)'
  /** Those of MySQL and of MariaDB, and some that none has. */
  const collations = [8, 255, 304, 309, 608, 1052, 2310, 5000, 65535]

  it('COM_CHANGE_USER names any collation, also one that a login has no room for', async () => {
    // Both sides would have to repeat the attributes.
    const login = { capabilities: plain & ~Capability.connectionAttributes }
    const direct = await open(database.port, login)
    const through = await open(fixture.proxy.port, login)
    const seen = new Set<string>()
    for (const collation of collations) {
      await direct.changeCollation(collation)
      await through.changeCollation(collation)
      const expected = await direct.ask(Command.query, wanted)
      expect(await through.ask(Command.query, wanted), `${collation}`).toEqual(expected)
      seen.add(expected.at(-2)?.toString() ?? '')
    }
    expect(seen.size).toBeGreaterThan(3)
    for (const ucs2 of [1059, 2560]) {
      const client = await open(fixture.proxy.port, login)
      await expect(client.changeCollation(ucs2)).rejects.toMatchObject({ error: { code: 1231 } })
    }
  })

  it('a database connection is opened with such a collation as well', async () => {
    const login = { capabilities: plain & ~Capability.connectionAttributes }
    const others = await Promise.all(Array.from({ length: 4 }, () => open(fixture.proxy.port, login)))
    for (const other of others) await other.ask(Command.query, 'BEGIN')
    const collation = server.isMysql ? 309 : 2310
    const through = await open(fixture.proxy.port, login)
    await through.changeCollation(collation)
    const direct = await open(database.port, login)
    await direct.changeCollation(collation)
    expect(await through.ask(Command.query, wanted)).toEqual(await direct.ask(Command.query, wanted))
  })
})
