import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeHttpApiEvent } from '../../fakes/http-api-event.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { closeSessions, makeRealParts, type RealParts, send } from './real-parts.ts'

await forEachServer(
  'webhook',
  (product) => {
    let server: RealDatabase
    let parts: RealParts

    beforeAll(async () => {
      server = await product.start()
    })
    afterAll(() => server?.stop())
    beforeEach(async () => {
      await server.query('DROP DATABASE IF EXISTS webhook')
      parts = makeRealParts(server, { publicPage: true })
    })
    afterEach(() => closeSessions(parts))

    interface Row {
      id: number
      received_at: string
      method: string
      path: string
      query: string | null
      headers: string | null
      body: Buffer | null
      body_bytes: number
      source_ip: string
      request_id: string
      user_agent: string | null
    }

    const readRows = () => server.query<Row>('SELECT *, CAST(received_at AS CHAR) AS received_at FROM webhook.requests')

    /** A field as it is stored, put together from its parts. */
    async function readParts(id: number, field: string): Promise<Buffer> {
      const rows = await server.query<{ bytes: Buffer }>(
        'SELECT bytes FROM webhook.request_parts WHERE request = ? AND field = ? ORDER BY seq',
        [id, field],
      )
      return Buffer.concat(rows.map((row) => row.bytes))
    }

    describe('a request becomes a row', () => {
      test('with everything that came, in the schema and tables that it makes itself', async () => {
        const event = makeHttpApiEvent({
          method: 'PATCH',
          path: "/o'brien/naïve \u{1F600}\0end\\",
          query: 'a=1&b=%20',
          headers: { host: 'example.org', 'user-agent': 'test "agent"', 'x-many': 'a,b' },
          cookies: ['one=1', 'two=2'],
          body: 'a body',
          requestId: 'JKJaXmPLvHcESHA=',
        })
        const answer = await send(parts, event)
        expect(answer.statusCode).toBe(201)
        expect(answer.json).toEqual({
          id: 1,
          path: "/o'brien/naïve \u{1F600}\0end\\",
          method: 'PATCH',
          receivedAt: '2026-11-23T05:06:07.089Z',
          requestId: 'JKJaXmPLvHcESHA=',
          bodyBytes: 6,
        })
        const [row, ...others] = await readRows()
        expect(others).toEqual([])
        expect({ ...row, headers: JSON.parse(row?.headers ?? '') }).toEqual({
          id: 1,
          received_at: '2026-11-23 05:06:07.089',
          method: 'PATCH',
          path: "/o'brien/naïve \u{1F600}\0end\\",
          query: 'a=1&b=%20',
          headers: { host: 'example.org', 'user-agent': 'test "agent"', 'x-many': 'a,b', cookie: 'one=1; two=2' },
          body: Buffer.from('a body'),
          body_bytes: 6,
          source_ip: '203.0.113.7',
          request_id: 'JKJaXmPLvHcESHA=',
          user_agent: 'test "agent"',
        })
      })

      test.each([
        ['SQL', "'); DROP TABLE requests; -- \\'"],
        ['HTML', '<script>alert("x")</script>'],
        ['NUL', 'a\0b'],
        ['emoji', '\u{1F468}\u{200D}\u{1F469}'],
        ['a placeholder', '? ?? :name'],
        ['line ends and a trailing space', 'a\r\n\tb '],
        ['nothing', ''],
      ])('%s is stored exactly', async (_, text) => {
        await send(parts, makeHttpApiEvent({ path: `/${text}`, query: text, headers: { 'x-h': text }, body: text }))
        const [row] = await readRows()
        expect(row).toMatchObject({ path: `/${text}`, query: text, body: Buffer.from(text) })
        expect(JSON.parse(row?.headers ?? '')).toEqual({ 'x-h': text })
      })

      test('a duplicate of an event answers the same and makes no second row, in any case of letters', async () => {
        const event = makeHttpApiEvent({ requestId: 'AbC=' })
        const first = await send(parts, event)
        const again = await send(parts, event)
        const other = await send(parts, makeHttpApiEvent({ requestId: 'aBc=' }))
        expect(again.json).toEqual(first.json)
        expect(other.json.id).not.toBe(first.json.id)
        expect(await readRows()).toHaveLength(2)
      })

      test('2,048 characters of path are recorded, one more is refused with 414', async () => {
        const longest = `/${'\u{1F600}'.repeat(2_047)}`
        expect(await send(parts, makeHttpApiEvent({ path: longest }))).toMatchObject({ statusCode: 201 })
        expect(await send(parts, makeHttpApiEvent({ path: `${longest}x` }))).toMatchObject({
          statusCode: 414,
          json: { message: expect.stringContaining('2048') },
        })
        const rows = await readRows()
        expect(rows.map((row) => row.path)).toEqual([longest])
      })

      test('the favicon is not recorded and nothing is connected', async () => {
        const answer = await send(parts, makeHttpApiEvent({ method: 'GET', path: '/favicon.ico' }))
        expect(answer.statusCode).toBe(404)
        expect(parts.sessions).toEqual([])
      })
    })

    describe('a body of any size and content', () => {
      test.each([
        ['15 KB of text', Buffer.from('x'.repeat(15_000)), false],
        ['17 KB of text', Buffer.from('é"\\'.repeat(4_352)), true],
        ['12 KB of binary', randomBytes(11_000), false],
        ['one part and a bit', randomBytes(12_500), true],
        ['two parts exactly', randomBytes(24_000), true],
        ['4 MB of binary', randomBytes(4_194_304), true],
      ])('%s', async (_, body, divided) => {
        const { json } = await send(parts, makeHttpApiEvent({ body }))
        expect(json.bodyBytes).toBe(body.length)
        const [row] = await readRows()
        expect(row?.body_bytes).toBe(body.length)
        expect(row?.body === null).toBe(divided)
        expect((row?.body ?? (await readParts(json.id, 'body'))).equals(body)).toBe(true)
      })

      test('headers, query and user agent of 10 KB each are kept whole', async () => {
        const long = 'q"\\'.repeat(3_400)
        const event = makeHttpApiEvent({ query: long, headers: { 'user-agent': long }, body: long })
        const { json } = await send(parts, event)
        const [row] = await readRows()
        const stored = {
          query: row?.query ?? (await readParts(json.id, 'query')).toString(),
          user_agent: row?.user_agent ?? (await readParts(json.id, 'user_agent')).toString(),
          headers: row?.headers ?? (await readParts(json.id, 'headers')).toString(),
          body: (row?.body ?? (await readParts(json.id, 'body'))).toString(),
        }
        expect(stored).toEqual({
          query: long,
          user_agent: long,
          headers: JSON.stringify({ 'user-agent': long }),
          body: long,
        })
      })

      test('a duplicate of a large one adds no part', async () => {
        const body = randomBytes(40_000)
        const event = makeHttpApiEvent({ body })
        const first = await send(parts, event)
        const again = await send(parts, event)
        expect(again.json).toEqual(first.json)
        expect((await readParts(first.json.id, 'body')).equals(body)).toBe(true)
        expect(await server.query('SELECT COUNT(*) AS parts FROM webhook.request_parts')).toEqual([{ parts: 4 }])
      })

      test('a large one that fails half-way leaves nothing behind', async () => {
        await send(parts, makeHttpApiEvent())
        await server.query('ALTER TABLE webhook.request_parts ADD CHECK (seq < 2)')
        const answer = await send(parts, makeHttpApiEvent({ body: randomBytes(40_000), requestId: 'half' }))
        expect(answer).toMatchObject({ statusCode: 500, json: { requestId: 'half' } })
        expect(await server.query('SELECT * FROM webhook.request_parts')).toEqual([])
        expect((await readRows()).map((row) => row.request_id)).not.toContain('half')
        expect((await send(parts, makeHttpApiEvent())).statusCode).toBe(201)
      })
    })
  },
  { longOnMysql: true },
)
