import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EventInput, makeHttpApiEvent } from '../../fakes/http-api-event.ts'
import { type RealDatabase, startRealDatabase } from '../real-database.ts'
import { closeSessions, makeRealParts, type RealParts, send } from './real-parts.ts'

let server: RealDatabase
let parts: RealParts

beforeAll(async () => {
  server = await startRealDatabase()
  parts = makeRealParts(server, { publicPage: true })
})
afterAll(async () => {
  closeSessions(parts)
  await server?.stop()
})

const open = (input: EventInput = {}) =>
  send(
    parts,
    makeHttpApiEvent({ method: 'GET', ...input, headers: { accept: 'text/html,*/*;q=0.8', ...input.headers } }),
  )

const countRows = async () => Number((await server.query('SELECT COUNT(*) AS n FROM webhook.requests'))[0]?.n)

const readIds = (page: string | undefined) => [...(page ?? '').matchAll(/<td class="id dim">(\d+)</g)].map((m) => m[1])

describe('the page, in order', () => {
  test('is refreshed before anything is there, without recording that', async () => {
    const answer = await open({ headers: { 'x-webhook-newest': '0' } })
    expect(answer).toMatchObject({ statusCode: 204 })
    expect(await countRows()).toBe(0)
  })

  test('shows the visit itself', async () => {
    const answer = await open({ path: '/first <visit>' })
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('/first &lt;visit&gt;')
    expect(readIds(answer.body)).toEqual(['1'])
    expect(await countRows()).toBe(1)
  })

  test('shows the beginning of what was kept in parts', async () => {
    await send(parts, makeHttpApiEvent({ body: 'long '.repeat(10_000), query: `q=${'z'.repeat(20_000)}` }))
    await send(parts, makeHttpApiEvent({ body: randomBytes(20_000) }))
    const { body } = await open()
    expect(body).toContain(`${'long '.repeat(40)}…`)
    expect(body).toContain('50,000 bytes')
    expect(body).toMatch(/binary,<\/span> <span class="size dim">20,000 bytes/)
    expect(body).toContain(`q=${'z'.repeat(198)}<`)
    expect(body?.length).toBeLessThan(10_000)
  })

  test('is refreshed with what is new, or with 204 when there is nothing', async () => {
    const newest = await countRows()
    expect(await open({ headers: { 'x-webhook-newest': String(newest) } })).toMatchObject({ statusCode: 204 })
    await send(parts, makeHttpApiEvent({ path: '/news' }))
    const fresh = await open({ headers: { 'x-webhook-newest': String(newest) } })
    expect(fresh).toMatchObject({ statusCode: 200, body: expect.stringContaining('/news') })
    expect(await countRows()).toBe(newest + 1)
  })

  test('holds 100 rows and links to those before', async () => {
    await Promise.all(Array.from({ length: 110 }, () => send(parts, makeHttpApiEvent())))
    const first = await open()
    const ids = readIds(first.body)
    expect(ids).toHaveLength(100)
    expect(first.body).toContain(`href="?before=${ids[99]}"`)
    const second = await open({ query: `before=${ids[99]}` })
    const older = readIds(second.body)
    expect(Number(older[0])).toBeLessThan(Number(ids[99]))
    expect(older.at(-1)).toBe('1')
    expect(second.body).not.toContain('<script')
  })

  test('is for nobody where it is not public: JSON, and recorded as any request', async () => {
    const closed = makeRealParts(server)
    const before = await countRows()
    for (const refresh of [{}, { 'x-webhook-newest': '1' }]) {
      const event = makeHttpApiEvent({ method: 'GET', headers: { accept: 'text/html', ...refresh } })
      expect(await send(closed, event)).toMatchObject({ statusCode: 201, json: { method: 'GET' } })
    }
    closeSessions(closed)
    expect(await countRows()).toBe(before + 2)
  })

  test('is not refreshed by what was sent to be kept: that is recorded whatever its headers say', async () => {
    const before = await countRows()
    const refresh = { 'x-webhook-newest': '1' }
    const kept = [
      makeHttpApiEvent({ method: 'POST', headers: { ...refresh, accept: 'text/html' }, body: 'kept' }),
      makeHttpApiEvent({ method: 'GET', headers: { ...refresh, accept: 'application/json' } }),
      makeHttpApiEvent({ method: 'HEAD', headers: { ...refresh, accept: 'text/html' } }),
      makeHttpApiEvent({ method: 'GET', headers: { 'x-webhook-newest': 'x', accept: 'text/html' } }),
    ]
    for (const event of kept) expect([200, 201]).toContain((await send(parts, event)).statusCode)
    expect(await countRows()).toBe(before + kept.length)
  })
})

test('the same large event at many functions at once is one row with its parts once', async () => {
  const many = Array.from({ length: 6 }, () => makeRealParts(server))
  const event = makeHttpApiEvent({ body: randomBytes(60_000), requestId: 'at once' })
  const answers = await Promise.all(many.map((one) => send(one, event)))
  for (const one of many) closeSessions(one)
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(6).fill(201))
  expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1)
  const rows = await server.query('SELECT id FROM webhook.requests WHERE request_id = ?', ['at once'])
  expect(rows).toHaveLength(1)
  expect(await server.query('SELECT seq FROM webhook.request_parts WHERE request = ?', [rows[0]?.id])).toHaveLength(5)
})
