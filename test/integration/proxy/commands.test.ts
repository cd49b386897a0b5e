import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Capability } from '../../../src/targets/local/proxy/protocol/capabilities.ts'
import { Command } from '../../../src/targets/local/proxy/protocol/commands.ts'
import { ServerStatus } from '../../../src/targets/local/proxy/protocol/status-flags.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { type ProxyFixture, startFixture, waitUntil } from './proxy-fixture.ts'
import { modernCapabilities, RawClient, type RawLogin } from './raw-client.ts'
import { startTap } from './tap.ts'

await forEachServer('commands', (server) => {
  let database: RealDatabase
  let fixture: ProxyFixture

  beforeAll(async () => {
    database = await server.start()
    await database.query('CREATE DATABASE shop')
    await database.query('CREATE TABLE shop.item (id INT PRIMARY KEY, text LONGTEXT)')
    await database.query("INSERT INTO shop.item VALUES (1, 'a'), (2, NULL), (3, 'c')")
    await database.query(
      'CREATE PROCEDURE shop.reading() BEGIN DECLARE c CURSOR FOR SELECT 1; OPEN c; SELECT 2 AS n; SELECT 3; CLOSE c; END',
    )
    fixture = await startFixture(database, {
      settings: { requireTls: false },
      clientPasswordAuthType: 'mysql_native_password',
    })
  })

  afterAll(async () => {
    await fixture?.stop()
    await database?.stop()
  })

  const uint32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return bytes
  }
  /** Flags of COM_STMT_EXECUTE, and one execution. */
  const readOnlyCursor = Buffer.from([1, 1, 0, 0, 0])
  const ends = ServerStatus.cursorExists | ServerStatus.lastRowSent
  /** Status flags of a response's last packet, an EOF packet or the OK packet in its place. */
  function readEndStatus(payloads: readonly Buffer[]): number {
    const end = payloads.at(-1) as Buffer
    expect(end[0]).toBe(0xfe)
    return end.readUInt16LE(3)
  }
  const readError = (payload: Buffer | undefined): number | undefined =>
    payload?.[0] === 0xff ? payload.readUInt16LE(1) : undefined

  function openAt(port: number, login: Partial<RawLogin> = {}): Promise<RawClient> {
    const { user, password } = database
    return RawClient.open({ port, user, password, database: 'shop', capabilities: modernCapabilities, ...login })
  }

  /** Without these a procedure cannot give rows. */
  const resultsOfProcedures = Capability.multiResults | Capability.preparedMultiResults

  const kinds: Record<string, number> = {
    'a client that deprecates EOF': modernCapabilities | resultsOfProcedures | Capability.deprecateEof,
    'a client that wants EOF': modernCapabilities | resultsOfProcedures,
    'a client that deprecates EOF and tracks the session':
      modernCapabilities | resultsOfProcedures | Capability.deprecateEof | Capability.sessionTrack,
    'a client that wants EOF and tracks the session':
      modernCapabilities | resultsOfProcedures | Capability.sessionTrack,
    'an old client without plugins': Capability.longPassword | Capability.transactions | resultsOfProcedures,
  }

  describe.each(Object.entries(kinds))('%s has the same answer as directly to', (_, capabilities) => {
    let direct: RawClient
    let through: RawClient
    beforeEach(async () => {
      // MySQL 9 has no way in for a client without plugins. They change nothing of an answer.
      direct = await openAt(database.port, { capabilities: capabilities | Capability.pluginAuth })
      through = await openAt(fixture.proxy.port, { capabilities })
    })
    afterEach(async () => {
      direct.destroy()
      through.destroy()
      await waitUntil('all is given back', () => fixture.proxy.status().databaseConnectionsCurrentlyBorrowed === 0)
    })

    async function compare(command: number, ...parts: (Buffer | string)[]): Promise<Buffer[]> {
      const expected = await direct.ask(command, ...parts)
      expect(await through.ask(command, ...parts)).toEqual(expected)
      return expected
    }

    it('COM_QUERY, COM_PING and COM_INIT_DB', async () => {
      expect(await compare(Command.query, 'SELECT * FROM item')).toHaveLength(
        capabilities & Capability.deprecateEof ? 7 : 8,
      )
      expect(await compare(Command.ping)).toHaveLength(1)
      await compare(Command.initDb, 'mysql')
      await compare(Command.query, 'SELECT DATABASE()')
      expect(readError((await compare(Command.initDb, 'nowhere'))[0])).toBe(1049)
    })

    it('COM_FIELD_LIST and COM_STATISTICS', async () => {
      expect((await compare(Command.fieldList, 'item\0%')).length).toBeGreaterThan(2)
      expect(readError((await compare(Command.fieldList, 'nothing\0'))[0])).toBe(1146)
      expect((await through.ask(Command.statistics))[0]?.toString()).toMatch(/^Uptime: \d+ {2}Threads: /)
    })

    it('COM_SET_OPTION, which allows several statements and forbids them again', async () => {
      const two = 'SELECT 1; SELECT 2'
      expect(readError((await compare(Command.query, two))[0])).toBe(1064)
      await compare(Command.setOption, Buffer.of(0, 0))
      expect((await compare(Command.query, two)).length).toBeGreaterThan(6)
      await compare(Command.setOption, Buffer.of(1, 0))
      expect(readError((await compare(Command.query, two))[0])).toBe(1064)
    })

    /** Returns how to compare commands on the statement, which each server gives a number of its own. */
    async function prepare(sql: string): Promise<(command: number, rest?: Buffer) => Promise<Buffer[]>> {
      const [mine] = await through.ask(Command.statementPrepare, sql)
      const [theirs] = await direct.ask(Command.statementPrepare, sql)
      if (!mine || !theirs) throw new Error('nothing was prepared')
      expect(mine.subarray(5)).toEqual(theirs.subarray(5))
      return async (command, rest = Buffer.alloc(0)) => {
        const expected = await direct.ask(command, theirs.subarray(1, 5), rest)
        const answer = await through.ask(command, mine.subarray(1, 5), rest)
        if (readError(expected[0]) === undefined) expect(answer).toEqual(expected)
        else expect(readError(answer[0])).toBe(readError(expected[0]))
        return answer
      }
    }

    it('COM_STMT_PREPARE, _SEND_LONG_DATA, _EXECUTE, _RESET and _CLOSE', async () => {
      const compareOn = await prepare('SELECT CONCAT(?, ?) AS both_of_them')
      for (const part of ['long ', 'data']) {
        await compareOn(Command.statementSendLongData, Buffer.concat([Buffer.of(0, 0), Buffer.from(part)]))
      }
      // No cursor, one execution, no NULL, two strings: the first was sent already.
      const execution = Buffer.from([0, 1, 0, 0, 0, 0, 1, 0xfd, 0, 0xfd, 0, 1, 0x21])
      const answer = Buffer.concat(await compareOn(Command.statementExecute, execution))
      expect(answer.toString('latin1')).toContain('long data!')
      expect((await compareOn(Command.statementReset))[0]?.[0]).toBe(0)
      await compareOn(Command.statementClose)
      expect(readError((await compareOn(Command.statementExecute, execution))[0])).toBe(1243)
      expect(fixture.proxy.status().databaseConnectionsCurrentlySessionPinned).toBe(1)
    })

    it('COM_STMT_FETCH from a cursor', async () => {
      const compareOn = await prepare('SELECT id, text FROM item ORDER BY id')
      const definitions = await compareOn(Command.statementExecute, readOnlyCursor)
      // The number of columns, two columns, and the packet that says that there is a cursor.
      expect(definitions).toHaveLength(4)
      expect(readEndStatus(definitions) & ends).toBe(ServerStatus.cursorExists)
      const first = await compareOn(Command.statementFetch, uint32(2))
      expect(first).toHaveLength(3)
      expect(readEndStatus(first) & ends).toBe(ServerStatus.cursorExists)
      // While a cursor is open its client can ask for other things.
      await compare(Command.query, 'SELECT COUNT(*) FROM item')
      const last = await compareOn(Command.statementFetch, uint32(2))
      expect(last).toHaveLength(2)
      expect(readEndStatus(last) & ServerStatus.lastRowSent).not.toBe(0)
      expect(readError((await compareOn(Command.statementFetch, uint32(2)))[0])).toBe(1421)
    })

    it('COM_STMT_FETCH of exactly the rows that there are, of none, and after COM_STMT_RESET', async () => {
      const compareOn = await prepare('SELECT id, text FROM item WHERE id > ? ORDER BY id')
      const above = (id: number) => Buffer.concat([readOnlyCursor, Buffer.of(0, 1, 3, 0), uint32(id)])
      await compareOn(Command.statementExecute, above(0))
      for (const rows of [3, 0]) expect(await compareOn(Command.statementFetch, uint32(3))).toHaveLength(rows + 1)
      const empty = await compareOn(Command.statementExecute, above(3))
      expect(readEndStatus(empty) & ends).toBe(ServerStatus.cursorExists)
      expect(await compareOn(Command.statementFetch, uint32(3))).toHaveLength(1)
      await compareOn(Command.statementExecute, above(1))
      await compareOn(Command.statementReset)
      expect(readError((await compareOn(Command.statementFetch, uint32(1)))[0])).toBe(1421)
      // A statement without rows has no cursor to open.
      const compareOnUpdate = await prepare("UPDATE item SET text = 'a' WHERE id = 1")
      expect(await compareOnUpdate(Command.statementExecute, readOnlyCursor)).toHaveLength(1)
      await compare(Command.query, 'SELECT 1')
    })

    it('COM_STMT_EXECUTE of a procedure that reads from a cursor of its own, with and without asking for one', async () => {
      const compareOn = await prepare('CALL reading()')
      for (const flags of [0, 1]) {
        const answer = await compareOn(Command.statementExecute, Buffer.from([flags, 1, 0, 0, 0]))
        expect(answer.length).toBeGreaterThan(4)
        await compare(Command.query, 'SELECT 1')
      }
    })
  })

  it('a client that tracks its session is told its schema when it comes in, and by COM_CHANGE_USER', async () => {
    // Header byte, rows, id, status, warnings, message, and a change of the kind 1 with a name of four letters.
    const end = Buffer.from('\0\0\0\x02\x40\0\0\0\x07\x01\x05\x04shop', 'latin1')
    const capabilities = (modernCapabilities | Capability.sessionTrack) & ~Capability.connectionAttributes
    for (const port of [database.port, fixture.proxy.port]) {
      const tap = await startTap({ host: '127.0.0.1', port })
      const client = await openAt((tap.address as { port: number }).port, { capabilities })
      // The ways to prove a password differ; the last packet does not.
      const readEnd = () => tap.heard().subarray(-end.length)
      expect(readEnd()).toEqual(end)
      const before = tap.heard().length
      await client.changeCollation(224)
      expect(tap.heard().length).toBeGreaterThan(before)
      expect(readEnd()).toEqual(end)
      await tap.close()
    }
  })

  it('COM_RESET_CONNECTION forgets what the session was', async () => {
    const client = await openAt(fixture.proxy.port)
    await client.ask(Command.query, "SET @a = 'left over'")
    expect((await client.ask(Command.resetConnection))[0]?.[0]).toBe(0)
    expect(Buffer.concat(await client.ask(Command.query, 'SELECT @a')).includes('left over')).toBe(false)
    client.destroy()
  })

  it('commands that RDS Proxy does not have are refused with 1047, and the session goes on', async () => {
    const client = await openAt(fixture.proxy.port)
    const processKill = 0x0c
    for (const command of [0x05, 0x06, 0x07, 0x08, 0x0a, processKill, 0x0d, 0x12, 0x15, 0x1e, 0xfa, 0xff]) {
      expect(readError((await client.ask(command, uint32(1)))[0]), `command ${command}`).toBe(1047)
    }
    expect((await client.ask(Command.ping))[0]?.[0]).toBe(0)
    client.destroy()
  })

  it('COM_QUIT ends the connection, and the log says so', async () => {
    const client = await openAt(fixture.proxy.port)
    client.say(Command.quit)
    await client.closed
    expect(fixture.log.at(-1)?.message).toBe(
      'The client connection closed. Reason: The client requested that the connection close.',
    )
  })

  it('neither compression nor LOCAL INFILE nor query attributes are offered, TLS and attributes are', async () => {
    const client = await openAt(fixture.proxy.port)
    const { greeting } = client
    const [compress, localFiles, zstd, queryAttributes] = [0x20, 0x80, 0x4000000, 0x8000000]
    for (const flag of [compress, localFiles, zstd, queryAttributes]) {
      expect(greeting.capabilities & (flag as number)).toBe(0)
    }
    for (const flag of [Capability.tls, Capability.connectionAttributes, Capability.deprecateEof]) {
      expect(greeting.capabilities & flag).not.toBe(0)
    }
    client.destroy()
  })

  it.each([
    [35, 'ucs2'],
    [54, 'utf16'],
    [56, 'utf16le'],
    [60, 'utf32'],
    [128, 'ucs2'],
  ])('a login with collation %i is refused with 1231, because clients cannot speak %s', async (collation, charset) => {
    const message = `Variable 'character_set_client' can't be set to the value of '${charset}'`
    const error = { code: 1231, sqlState: '42000', message }
    await expect(openAt(fixture.proxy.port, { collation })).rejects.toMatchObject({ error })
  })

  it('a character set that is no client can speak is refused in a SET as well', async () => {
    const client = await openAt(fixture.proxy.port)
    const [answer] = await client.ask(Command.query, 'SET character_set_client = ucs2')
    expect(answer?.toString('latin1', 3)).toBe(
      "#42000Variable 'character_set_client' can't be set to the value of 'ucs2'",
    )
    client.destroy()
  })
})
