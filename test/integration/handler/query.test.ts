import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ListRequestsQuery, QueryRequest, VerifyLoginAnswer } from '../../../handler/contract.ts'
import { Session } from '../../../handler/database/session.ts'
import { answerQuery, type QueryParts } from '../../../handler/query/answer-query.ts'
import { type EventInput, makeHttpApiEvent } from '../../fakes/http-api-event.ts'
import { forEachServer } from '../for-each-server.ts'
import type { RealDatabase } from '../real-database.ts'
import { closeSessions, makeRealParts, plentyOfTime, type RealParts, send } from './real-parts.ts'

await forEachServer(
  'query',
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

    function ask<Request extends QueryRequest>(request: Request, more: Partial<QueryParts> = {}) {
      const { database, tables, log } = parts
      const open = () => Promise.reject(new Error('not to be opened'))
      return answerQuery(request, plentyOfTime, { database, tables, log, readSecret: undefined, open, ...more })
    }

    async function list(more: Partial<ListRequestsQuery> = {}) {
      const answer = await ask({ operation: 'list-requests', limit: 100, ...more })
      if (!('requests' in answer)) throw new Error('not a list')
      return { ...answer, paths: answer.requests.map(({ path }) => path), ids: answer.requests.map(({ id }) => id) }
    }

    async function record(...inputs: EventInput[]): Promise<void> {
      for (const input of inputs) expect((await send(parts, makeHttpApiEvent(input))).statusCode).toBe(201)
    }

    describe('before anything was recorded', () => {
      test('nothing is found, and no table is made', async () => {
        expect(await list()).toMatchObject({ requests: [], more: false })
        expect(await ask({ operation: 'count-requests' })).toEqual({ count: 0 })
        expect(await server.query("SHOW DATABASES LIKE 'webhook'")).toEqual([])
        await server.query('CREATE DATABASE webhook')
        expect(await list()).toMatchObject({ requests: [], more: false })
        expect(await server.query('SHOW TABLES IN webhook')).toEqual([])
      })
    })

    describe('what was recorded', () => {
      test('comes back as it was sent', async () => {
        const headers = { host: 'a', 'user-agent': 'ua "x"' }
        await record({ method: 'PUT', path: '/a b\0', query: 'q=1', headers, body: 'text €', requestId: 'r1' })
        expect((await list()).requests).toEqual([
          {
            id: 1,
            receivedAt: '2026-11-23T05:06:07.089Z',
            method: 'PUT',
            path: '/a b\0',
            query: 'q=1',
            headers,
            body: { bytes: 8, encoding: 'utf8', content: 'text €', truncated: false },
            sourceIp: '203.0.113.7',
            requestId: 'r1',
            userAgent: 'ua "x"',
          },
        ])
        expect(await ask({ operation: 'count-requests' })).toEqual({ count: 1, newestId: 1 })
      })

      test('comes back whole when it was kept in parts', async () => {
        const long = 'q"\\'.repeat(3_400)
        const body = randomBytes(2_000_000)
        await record({ body: 'before' }, { query: long, headers: { 'user-agent': long }, body }, { body: 'after' })
        const { requests } = await list({ maxBodyBytes: 3_000_000 })
        expect(requests).toHaveLength(3)
        expect(requests[1]).toMatchObject({ query: long, userAgent: long, headers: { 'user-agent': long } })
        expect(requests[1]?.body).toMatchObject({ bytes: 2_000_000, encoding: 'base64', truncated: false })
        expect(Buffer.from(requests[1]?.body.content ?? '', 'base64').equals(body)).toBe(true)
        expect((await list()).requests[1]?.body).toEqual({
          bytes: 2_000_000,
          encoding: 'base64',
          content: body.subarray(0, 1_024).toString('base64'),
          truncated: true,
        })
      })

      test('is cut between characters', async () => {
        await record({ body: '€€€' })
        const { requests } = await list({ maxBodyBytes: 5 })
        expect(requests[0]?.body).toEqual({ bytes: 9, encoding: 'utf8', content: '€', truncated: true })
        expect((await list({ maxBodyBytes: 0 })).requests[0]?.body).toEqual({
          bytes: 9,
          encoding: 'utf8',
          content: '',
          truncated: true,
        })
      })
    })

    describe('an answer stays below the 6 MB of a function', () => {
      test('by holding fewer requests and saying that there are more', async () => {
        await record(...Array.from({ length: 5 }, () => ({ body: randomBytes(1_200_000) })))
        const first = await list({ maxBodyBytes: 2_000_000 })
        expect(first.more).toBe(true)
        expect(first.ids).toEqual([5, 4, 3])
        expect(Buffer.byteLength(JSON.stringify(first.requests))).toBeLessThan(5_000_001)
        expect(await list({ maxBodyBytes: 2_000_000, before: 3 })).toMatchObject({ ids: [2, 1], more: false })
      })

      test('by cutting a single body that would not fit, and never holds nothing', async () => {
        await record({ body: Buffer.alloc(4_500_000) })
        const { requests, more } = await list({ maxBodyBytes: 6_000_000 })
        expect(more).toBe(false)
        expect(requests[0]?.body).toMatchObject({ bytes: 4_500_000, truncated: true })
        expect(Buffer.byteLength(JSON.stringify(requests))).toBeLessThan(5_000_001)
        expect(requests[0]?.body.content.length).toBeGreaterThan(100_000)
      })
    })

    describe('a list', () => {
      test('pages back and forward by id', async () => {
        await record(...Array.from({ length: 5 }, (_, index) => ({ path: `/${index + 1}` })))
        expect(await list({ limit: 2 })).toMatchObject({ ids: [5, 4], more: true })
        expect(await list({ limit: 2, before: 2 })).toMatchObject({ ids: [1], more: false })
        expect(await list({ limit: 2, after: 2 })).toMatchObject({ ids: [3, 4], more: true })
        expect(await list({ limit: 2, after: 5 })).toMatchObject({ ids: [], more: false })
        expect(await list({ limit: 5 })).toMatchObject({ more: false })
      })

      test('goes by path, in which only the star is special', async () => {
        const paths = ['/a', '/a ', '/A', '/a_b', '/axb', '/100%', '/100x', '/p|q', '/b\\c', "/o'x", '/shop/1/pay']
        await record(...paths.map((path) => ({ path })))
        for (const path of paths) expect((await list({ path })).paths).toEqual([path])
        expect((await list({ path: '/shop/*/pay' })).paths).toEqual(['/shop/1/pay'])
        expect((await list({ path: '/a*' })).paths).toEqual(['/axb', '/a_b', '/a ', '/a'])
        expect((await list({ path: '*' })).paths).toHaveLength(paths.length)
      })

      test('goes by method in any case, and by time', async () => {
        await record(
          { method: 'POST', path: '/early', at: new Date('2026-11-01T00:00:00.000Z') },
          { method: 'GET', path: '/on time', at: new Date('2026-11-02T00:00:00.000Z') },
          { method: 'POST', path: '/late', at: new Date('2026-11-02T00:00:00.001Z') },
        )
        expect((await list({ method: 'post' })).paths).toEqual(['/late', '/early'])
        expect((await list({ since: '2026-11-02T01:00:00.000+01:00' })).paths).toEqual(['/late', '/on time'])
        expect((await list({ since: '2026-11-02T00:00:00.001Z', method: 'GET' })).paths).toEqual([])
      })

      test.each([{ limit: 0 }, { limit: 1_001 }, { before: -1 }, { since: 'never' }, { path: 'x'.repeat(2_049) }])(
        'is refused for %o',
        async (wrong) => {
          await expect(list(wrong as Partial<ListRequestsQuery>)).rejects.toMatchObject({ name: 'InvalidRequest' })
        },
      )
    })

    describe('verifying a login', () => {
      const read = (password: string) => async () => JSON.stringify({ username: server.user, password })
      const open: QueryParts['open'] = (login) =>
        Session.open({
          host: 'localhost',
          port: server.port,
          tls: { ca: server.authority },
          login,
          connectTimeout: 5_000,
        })
      const verify = (more: Partial<QueryParts>) =>
        ask({ operation: 'verify-login', versionId: 'v1' }, { open, ...more }) as Promise<VerifyLoginAnswer>

      test('tells the right password from a wrong one', async () => {
        expect(await verify({ readSecret: read(server.password) })).toEqual({ accepted: true })
        const refused = await verify({ readSecret: read('the wrong one') })
        expect(refused).toEqual({
          accepted: false,
          error: { code: 'ER_ACCESS_DENIED_ERROR', number: 1045, message: expect.stringContaining('Access denied') },
        })
        expect(JSON.stringify(refused)).not.toContain('the wrong one')
      })

      test('says nothing about a password when the proxy cannot be reached', async () => {
        const unreachable = () =>
          Session.open({
            host: 'localhost',
            port: 1,
            tls: {},
            login: { user: 'a', password: 'b' },
            connectTimeout: 5_000,
          })
        const answer = verify({ readSecret: read('x'), open: unreachable })
        await expect(answer).rejects.toMatchObject({ name: 'DatabaseUnavailable' })
      })

      test('needs a secret, and a version of it', async () => {
        await expect(verify({ readSecret: undefined })).rejects.toMatchObject({ name: 'SecretNotUsed' })
        const missing = Object.assign(new Error('no'), { name: 'ResourceNotFoundException' })
        const readSecret = () => Promise.reject(missing)
        await expect(verify({ readSecret })).rejects.toMatchObject({ name: 'SecretVersionNotFound' })
      })
    })
  },
  { longOnMysql: true },
)
