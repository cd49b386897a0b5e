import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SecretLogin } from '../../../handler/login/secret-login.ts'
import { makeHttpApiEvent } from '../../fakes/http-api-event.ts'
import { forEachServer } from '../for-each-server.ts'
import { waitUntil } from '../proxy/proxy-fixture.ts'
import type { RealDatabase } from '../real-database.ts'
import { closeSessions, fixedLogin, makeRealParts, type RealParts, send } from './real-parts.ts'

await forEachServer(
  'webhook-faults',
  (product) => {
    let server: RealDatabase
    let parts: RealParts

    beforeAll(async () => {
      server = await product.start()
    })
    afterAll(() => server?.stop())
    beforeEach(async () => {
      await server.query('DROP DATABASE IF EXISTS webhook')
      parts = makeRealParts(server)
    })
    afterEach(() => closeSessions(parts))

    const countRows = async () =>
      (await server.query<{ n: number }>('SELECT COUNT(*) AS n FROM webhook.requests'))[0]?.n

    async function killConnections(): Promise<void> {
      const rows = await server.query<{ id: number }>('SELECT id FROM information_schema.processlist WHERE user = ?', [
        server.user,
      ])
      expect(rows.length).toBeGreaterThan(0)
      for (const { id } of rows) await server.query(`KILL ${id}`)
    }

    describe('a connection that is lost', () => {
      test('is opened anew, and the request is recorded once', async () => {
        await send(parts, makeHttpApiEvent())
        await killConnections()
        expect((await send(parts, makeHttpApiEvent())).statusCode).toBe(201)
        expect(parts.sessions).toHaveLength(2)
        expect(await countRows()).toBe(2)
        expect(parts.logged).toEqual([])
      })

      test('with the whole server is answered with 503 until the server is back', async () => {
        await send(parts, makeHttpApiEvent())
        await server.crash()
        const refused = await send(parts, makeHttpApiEvent({ requestId: 'while-down' }))
        expect(refused).toMatchObject({
          statusCode: 503,
          headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
          json: { message: 'Service Unavailable', requestId: 'while-down' },
        })
        expect(parts.logged).toEqual([
          { level: 'error', requestId: 'while-down', message: expect.any(String), code: 'ECONNREFUSED' },
        ])
        await server.restart()
        expect((await send(parts, makeHttpApiEvent())).statusCode).toBe(201)
        expect(await countRows()).toBe(2)
      })

      test('in the middle of a transaction is written again as a whole', async () => {
        await send(parts, makeHttpApiEvent())
        const relay = await startRelay(server.port)
        const relayed = makeRealParts(server, { port: relay.port })
        const body = Buffer.alloc(300_000, 7)
        relay.cutAfter(100_000)
        const { statusCode, json } = await send(relayed, makeHttpApiEvent({ body }))
        relay.close()
        closeSessions(relayed)
        expect(statusCode).toBe(201)
        expect(relay.connections).toBe(2)
        const parted = await server.query(
          'SELECT SUM(LENGTH(bytes)) AS bytes FROM webhook.request_parts WHERE request = ?',
          [json.id],
        )
        expect(Number(parted[0]?.bytes)).toBe(300_000)
        expect(await countRows()).toBe(2)
      })
    })

    describe('a password that was changed', () => {
      test('is read anew once it is refused, and nobody notices', async () => {
        let password = 'old'
        let reads = 0
        const login = new SecretLogin(async () => {
          reads++
          return JSON.stringify({ username: 'rotated', password })
        })
        await server.query("DROP USER IF EXISTS rotated@'%'")
        await server.query("CREATE USER rotated@'%' IDENTIFIED BY 'old'")
        await server.query("GRANT ALL ON *.* TO rotated@'%'")
        const rotated = makeRealParts(server, { login })
        await send(rotated, makeHttpApiEvent())
        await server.query("ALTER USER rotated@'%' IDENTIFIED BY 'new'")
        password = 'new'
        // The open connection goes on: the secret is not read.
        await send(rotated, makeHttpApiEvent())
        expect(reads).toBe(1)
        closeSessions(rotated)
        expect((await send(rotated, makeHttpApiEvent())).statusCode).toBe(201)
        expect(reads).toBe(2)
        expect(await countRows()).toBe(3)
        closeSessions(rotated)
      })

      test('that stays wrong is answered with 503 after a few tries that wait longer each time', async () => {
        const wrong = makeRealParts(server, { login: fixedLogin({ user: server.user, password: 'wrong' }) })
        expect((await send(wrong, makeHttpApiEvent())).statusCode).toBe(503)
        expect(wrong.waits).toEqual([100, 400, 1_600])
        expect(wrong.logged).toEqual([expect.objectContaining({ code: 'ER_ACCESS_DENIED_ERROR', number: 1045 })])
        expect(JSON.stringify(wrong.logged)).not.toContain('wrong')
      })
    })

    describe('tables', () => {
      test.each(['requests', 'request_parts'])('%s is made again when it was dropped', async (table) => {
        await send(parts, makeHttpApiEvent())
        await server.query(`DROP TABLE webhook.${table}`)
        expect((await send(parts, makeHttpApiEvent({ body: Buffer.alloc(20_000) }))).statusCode).toBe(201)
        expect(parts.sessions).toHaveLength(1)
      })

      test('are made by many at once', async () => {
        const many = Array.from({ length: 8 }, () => makeRealParts(server))
        const answers = await Promise.all(many.map((one) => send(one, makeHttpApiEvent())))
        expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(8).fill(201))
        expect(await countRows()).toBe(8)
        for (const one of many) closeSessions(one)
      })

      test('are made by a user who may do so only in a schema that exists', async () => {
        await server.query('CREATE DATABASE webhook')
        await server.query("DROP USER IF EXISTS modest@'%'")
        await server.query("CREATE USER modest@'%' IDENTIFIED BY 'm'")
        await server.query("GRANT CREATE, SELECT, INSERT, UPDATE ON webhook.* TO modest@'%'")
        const modest = makeRealParts(server, { login: fixedLogin({ user: 'modest', password: 'm' }) })
        expect((await send(modest, makeHttpApiEvent())).statusCode).toBe(201)
        closeSessions(modest)
      })

      test('that the user may not make are an error without detail', async () => {
        await server.query("DROP USER IF EXISTS nobody@'%'")
        await server.query("CREATE USER nobody@'%' IDENTIFIED BY 'n'")
        const nobody = makeRealParts(server, { login: fixedLogin({ user: 'nobody', password: 'n' }) })
        const answer = await send(nobody, makeHttpApiEvent({ requestId: 'denied' }))
        expect(answer).toMatchObject({
          statusCode: 500,
          json: { message: 'Internal Server Error', requestId: 'denied' },
        })
        expect(Object.keys(answer.json)).toEqual(['message', 'requestId'])
        closeSessions(nobody)
      })

      test('may be in a schema of any name', async () => {
        const schema = 'odd`name.with-"quotes'
        const odd = makeRealParts(server, { schema })
        expect((await send(odd, makeHttpApiEvent())).statusCode).toBe(201)
        expect(await server.query('SHOW DATABASES LIKE ?', ['odd`name%'])).toHaveLength(1)
        closeSessions(odd)
      })
    })

    test.each([
      [9501, 1, 503],
      [1205, 1, 503],
      [1290, 1, 503],
      [1213, 2, 503],
      [1062, 1, 500],
    ])('error %i of the server is met %i time(s) and answered with %i', async (errno, times, status) => {
      await send(parts, makeHttpApiEvent())
      await server.query('CREATE TABLE webhook.met (n INT AUTO_INCREMENT PRIMARY KEY) ENGINE = MyISAM')
      await server.query(
        `CREATE TRIGGER webhook.fail BEFORE INSERT ON webhook.requests FOR EACH ROW BEGIN INSERT INTO webhook.met VALUES (NULL); SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = 'quotes data'; END`,
      )
      const answer = await send(parts, makeHttpApiEvent())
      expect(answer.statusCode).toBe(status)
      expect(answer.headers?.['retry-after'] !== undefined).toBe(status === 503)
      expect(answer.body + JSON.stringify(parts.logged)).not.toContain('quotes data')
      expect(parts.logged).toEqual([expect.objectContaining({ number: errno })])
      // MyISAM takes back nothing.
      expect(await server.query('SELECT n FROM webhook.met')).toHaveLength(times)
      expect(parts.sessions).toHaveLength(1)
    })

    test('a statement that waits too long is answered with 503 before the time is up', async () => {
      await send(parts, makeHttpApiEvent())
      const relay = await startRelay(server.port)
      const slow = makeRealParts(server, { port: relay.port })
      await send(slow, makeHttpApiEvent())
      relay.stall()
      const answer = await send(slow, makeHttpApiEvent(), () => 200)
      expect(answer.statusCode).toBe(503)
      expect(slow.logged).toEqual([expect.objectContaining({ code: 'PROTOCOL_SEQUENCE_TIMEOUT' })])
      expect(slow.sessions[0]?.usable).toBe(false)
      relay.close()
    })

    test('what a full server says is 503', async () => {
      await server.query('SET GLOBAL max_connections = 10')
      const many = Array.from({ length: 14 }, () => makeRealParts(server))
      const answers = await Promise.all(many.map((one) => send(one, makeHttpApiEvent())))
      const full = answers.filter(({ statusCode }) => statusCode !== 201)
      expect(full.length).toBeGreaterThan(0)
      expect(full.map(({ statusCode }) => statusCode)).toEqual(full.map(() => 503))
      expect(many.flatMap(({ logged }) => logged.map(({ number }) => number))).toEqual(full.map(() => 1040))
      for (const one of many) closeSessions(one)
      // The server notices a little later that they are gone, and has no room for this one until then.
      const widen = () => server.query('SET GLOBAL max_connections = 151')
      await waitUntil('there is room again', () => widen().then(Boolean, () => false))
    })

    test('data means the same when the session has NO_BACKSLASH_ESCAPES and ANSI_QUOTES', async () => {
      await server.query("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'")
      const path = '/\\\' OR 1=1 -- "x" \\'
      const body = "\\'; DROP TABLE webhook.requests; -- "
      expect((await send(parts, makeHttpApiEvent({ path, body }))).statusCode).toBe(201)
      await server.query('SET GLOBAL sql_mode = DEFAULT')
      expect(await server.query('SELECT path, CONVERT(body USING utf8mb4) AS body FROM webhook.requests')).toEqual([
        { path, body },
      ])
    })

    /** Something between function and server that can break off or fall silent, as a proxy can. */
    async function startRelay(target: number) {
      const sockets: Socket[] = []
      let limit = Number.POSITIVE_INFINITY
      let stalled = false
      let connections = 0
      const relay = createServer((client) => {
        connections++
        const upstream = connect(target, '127.0.0.1')
        sockets.push(client, upstream)
        let bytes = 0
        client.on('data', (data) => {
          bytes += data.length
          if (bytes > limit) {
            limit = Number.POSITIVE_INFINITY
            client.destroy()
            upstream.destroy()
          } else if (!stalled) upstream.write(data)
        })
        upstream.on('data', (data) => client.write(data))
        for (const socket of [client, upstream]) socket.on('error', () => socket.destroy())
        client.on('close', () => upstream.destroy())
      })
      relay.listen(0, '127.0.0.1')
      await once(relay, 'listening')
      const address = relay.address()
      return {
        port: typeof address === 'object' && address ? address.port : 0,
        get connections() {
          return connections
        },
        cutAfter(bytes: number) {
          limit = bytes
        },
        stall() {
          stalled = true
        },
        close() {
          relay.close()
          for (const socket of sockets) socket.destroy()
        },
      }
    }
  },
  { longOnMysql: true },
)
