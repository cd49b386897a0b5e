import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listRequests } from '../../../handler/query/list-requests.ts'
import { makeHttpApiEvent } from '../../fakes/http-api-event.ts'
import { forEachServer } from '../for-each-server.ts'
import { type ProxyFixture, startFixture } from '../proxy/proxy-fixture.ts'
import type { RealDatabase } from '../real-database.ts'
import { closeSessions, makeRealParts, plentyOfTime, type RealParts, send } from './real-parts.ts'

await forEachServer('through-proxy', (product) => {
  let server: RealDatabase
  let fixture: ProxyFixture
  let many: RealParts[]

  beforeAll(async () => {
    server = await product.start()
    fixture = await startFixture(server, { maxConnections: 2, settings: { borrowTimeout: 10 } })
    const options = { port: fixture.proxy.port, authority: fixture.ca, publicPage: true }
    many = Array.from({ length: 20 }, () => makeRealParts(server, options))
  })
  afterAll(async () => {
    for (const parts of many ?? []) closeSessions(parts)
    await fixture?.stop()
    await server?.stop()
  })

  describe('through the stand-in for RDS Proxy', () => {
    test('twenty functions share two database connections, and nothing pins them', async () => {
      const bodies = [Buffer.alloc(0), randomBytes(15_000), Buffer.from("'\\\0".repeat(6_000)), randomBytes(1_000_000)]
      const headers = { accept: 'text/html', 'user-agent': 'u' }
      const answers = await Promise.all(
        many.flatMap((parts, index) => [
          send(parts, makeHttpApiEvent({ body: bodies[index % bodies.length] ?? '' })),
          send(parts, makeHttpApiEvent({ method: 'GET', headers, path: "/it's \\" })),
        ]),
      )
      expect(many.flatMap(({ logged }) => logged)).toEqual([])
      expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 201]))
      const [reader] = many
      if (!reader) throw new Error('no function')
      const request = { operation: 'list-requests', limit: 1_000, maxBodyBytes: 0 } as const
      const { requests } = await reader.database.run(
        (query) => listRequests(query, reader.tables, request),
        plentyOfTime,
      )
      expect(requests).toHaveLength(40)
      const { totals, databaseConnections, databaseConnectionsCurrentlySessionPinned } = fixture.proxy.status()
      expect({ pinned: totals.sessionsPinned, databaseConnectionsCurrentlySessionPinned }).toEqual({
        pinned: 0,
        databaseConnectionsCurrentlySessionPinned: 0,
      })
      expect(databaseConnections).toBeLessThanOrEqual(2)
    })

    test('a pool that stays full is answered with 503', async () => {
      const narrow = await startFixture(server, { maxConnections: 1, settings: { borrowTimeout: 0 } })
      const options = { port: narrow.proxy.port, authority: narrow.ca }
      const parts = makeRealParts(server, options)
      await send(parts, makeHttpApiEvent())
      const holder = await narrow.connect()
      await holder.query('START TRANSACTION')
      const answer = await send(parts, makeHttpApiEvent())
      expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': expect.any(String) } })
      expect(parts.logged).toEqual([expect.objectContaining({ number: 9501 })])
      await holder.query('COMMIT')
      expect((await send(parts, makeHttpApiEvent())).statusCode).toBe(201)
      expect(parts.sessions).toHaveLength(1)
      closeSessions(parts)
      await narrow.stop()
    })
  })
})
