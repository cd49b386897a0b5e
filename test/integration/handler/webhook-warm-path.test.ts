import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeHttpApiEvent } from '../../fakes/http-api-event.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { closeSessions, makeRealParts, type RealParts, send } from './real-parts.ts'

await forEachServer(
  'webhook-warm-path',
  (product) => {
    let server: RealDatabase
    let parts: RealParts

    beforeAll(async () => {
      server = await product.start()
      await server.query("SET GLOBAL log_output = 'TABLE'")
      await server.query('SET GLOBAL general_log = ON')
      parts = makeRealParts(server, { publicPage: true })
      await send(parts, makeHttpApiEvent())
    })
    afterAll(async () => {
      closeSessions(parts)
      await server?.stop()
    })
    beforeEach(() => server.query('TRUNCATE mysql.general_log'))

    /** What the functions' user sent since the log was emptied. */
    async function readCommands(): Promise<{ type: string; text: string }[]> {
      const rows = await server.query<{ type: string; text: Buffer }>(
        'SELECT command_type AS type, CONVERT(argument USING binary) AS text FROM mysql.general_log WHERE user_host LIKE ? ORDER BY event_time',
        [`${server.user}%`],
      )
      return rows.map(({ type, text }) => ({ type, text: text.toString() }))
    }

    const html = { accept: 'text/html,application/xhtml+xml' }

    describe('on the kept connection', () => {
      test('a hit is exactly one statement', async () => {
        await send(parts, makeHttpApiEvent({ body: 'x'.repeat(1_000) }))
        expect(await readCommands()).toEqual([{ type: 'Query', text: expect.stringMatching(/^INSERT INTO/) }])
      })

      test('the page is exactly two', async () => {
        const answer = await send(parts, makeHttpApiEvent({ method: 'GET', headers: html }))
        expect(answer.statusCode).toBe(200)
        expect((await readCommands()).map(({ text }) => text.split(' ')[0])).toEqual(['INSERT', 'SELECT'])
      })

      test.each([
        ['random bytes', () => randomBytes(1_000_000)],
        ['quotes', () => "'".repeat(500_000)],
        ['NUL', () => Buffer.alloc(500_000)],
        // The log itself is utf8mb3: four-byte characters would show there as escapes.
        ['three-byte characters', () => '€'.repeat(150_000)],
      ])('a large body of %s is one transaction of statements that do not pin', async (_, make) => {
        const answer = await send(parts, makeHttpApiEvent({ body: make() }))
        expect(answer.statusCode).toBe(201)
        const commands = await readCommands()
        expect(commands.length).toBeGreaterThan(30)
        expect(commands.every(({ type }) => type === 'Query')).toBe(true)
        expect(commands.at(0)?.text).toBe('START TRANSACTION')
        expect(commands.at(-1)?.text).toBe('COMMIT')
        expect(Math.max(...commands.map(({ text }) => Buffer.byteLength(text)))).toBeLessThanOrEqual(16_384)
      })

      test('nothing connects again, whatever was sent', async () => {
        expect(parts.sessions).toHaveLength(1)
        const [status] = await server.query<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Com_stmt_prepare'")
        expect(status?.Value).toBe('0')
      })
    })
  },
  { longOnMysql: true },
)
