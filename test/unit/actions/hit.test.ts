import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HitResult, sendHit } from '../../../src/actions/hit.ts'
import type { HitRequest } from '../../../src/actions/prepare-request.ts'
import { UserError } from '../../../src/errors.ts'
import { EventLog } from '../../fakes/events.ts'
import { answerReceipt, findDeadUrl, readText, startServer, type TestServer } from '../../fakes/http-server.ts'
import { FakeTarget, makeRow } from '../../fakes/target.ts'

let server: TestServer
let target: FakeTarget
let events: EventLog
let answer: (request: IncomingMessage, response: ServerResponse) => void
const seen: { method?: string; url?: string; rawHeaders: string[]; body: string }[] = []

beforeEach(async () => {
  seen.length = 0
  target = new FakeTarget()
  events = new EventLog()
  answer = (_, response) => answerReceipt(response, 7)
  server = await startServer(async (request, response) => {
    const { method = '', url = '', rawHeaders } = request
    seen.push({ method, url, rawHeaders, body: await readText(request) })
    answer(request, response)
  })
  target.baseUrl = server.url
})
afterEach(() => server.close())

function hit(request: HitRequest, context: { signal?: AbortSignal; timeoutMs?: number } = {}): Promise<HitResult> {
  return sendHit(target, request, { emit: events.emit, signal: new AbortController().signal, ...context })
}

describe('sendHit', () => {
  it('sends a GET to the path as typed and reads the recorded row back', async () => {
    target.rows = [makeRow(6), makeRow(7), makeRow(8)]
    const result = await hit({ path: 'a b/../ü?x=[1]' })
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ method: 'GET', url: '/a%20b/../%C3%BC?x=%5B1%5D', body: '' })
    expect(result).toMatchObject({
      ok: true,
      problems: [],
      row: { id: 7 },
      receipt: { id: 7 },
      response: { status: 201 },
    })
    expect(result.request.url).toBe(`${server.url}/a%20b/../%C3%BC?x=%5B1%5D`)
    expect(result.response.ms).toBeGreaterThan(0)
    expect(target.queries).toEqual([{ operation: 'list-requests', before: 8, limit: 1 }])
  })

  it('posts data with a fitting content type and repeats repeated headers', async () => {
    target.rows = [makeRow(7)]
    await hit({ path: '/x', data: Buffer.from('{"a":1}'), headers: ['X-Tag: 1', 'x-tag: 2', 'Host: other.test'] })
    const { method, body, rawHeaders } = seen[0] ?? { rawHeaders: [] }
    const pairs = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [`${name.toLowerCase()}: ${rawHeaders[index + 1]}`] : [],
    )
    expect({ method, body }).toEqual({ method: 'POST', body: '{"a":1}' })
    expect(pairs).toEqual(
      expect.arrayContaining([
        'x-tag: 1',
        'x-tag: 2',
        'host: other.test',
        'content-type: application/json',
        'content-length: 7',
      ]),
    )
  })

  it('lets the user choose method, content type and accept', async () => {
    answer = (_, response) => response.end('<html></html>')
    const result = await hit({
      path: '/',
      method: 'put',
      data: Buffer.from('x'),
      headers: ['content-type: a/b', 'Accept: text/html'],
    })
    expect(seen[0]?.method).toBe('PUT')
    expect(seen[0]?.rawHeaders).toEqual(expect.arrayContaining(['a/b', 'text/html']))
    expect(result).toMatchObject({ ok: true, response: { body: { content: '<html></html>' } } })
    expect(result.row).toBeUndefined()
    expect(target.queries).toEqual([])
  })

  it('reports an answer other than 2xx as a result that is not ok', async () => {
    answer = (_, response) => response.writeHead(503, { 'retry-after': '1' }).end('{"message":"busy"}')
    const result = await hit({ path: '/x' })
    expect(result).toMatchObject({ ok: false, response: { status: 503, headers: { 'retry-after': '1' } } })
    expect(result.problems).toEqual(['The answer was 503 Service Unavailable.'])
  })

  it.each([
    [413, 'Send a smaller body'],
    [429, 'Wait a moment'],
    [500, 'rds-proxy-webhook status --env test'],
  ])('says what to do after a %i', async (status, step) => {
    answer = (_, response) => response.writeHead(status).end()
    expect((await hit({ path: '/x' })).nextSteps).toEqual([expect.stringContaining(step)])
  })

  it('is not ok when the row that the receipt promised is not there', async () => {
    target.rows = [makeRow(6)]
    const result = await hit({ path: '/x' })
    expect(result.ok).toBe(false)
    expect(result.problems).toEqual(['The answer promised row 7, but the database does not have it.'])
  })

  it('warns when the row cannot be read back, and is ok all the same', async () => {
    target.onQuery = () => {
      throw new UserError({ name: 'QueryFailed', message: 'Nobody home.', nextSteps: ['knock'] })
    }
    expect(await hit({ path: '/x' })).toMatchObject({ ok: true, receipt: { id: 7 } })
    expect(events.of('warned')).toEqual([
      { message: 'The recorded row could not be read back: Nobody home.', nextStep: 'knock' },
    ])
  })

  it('keeps only the beginning of a long answer', async () => {
    answer = (_, response) => response.end('ü'.repeat(200_000))
    const { body } = (await hit({ path: '/' })).response
    expect(body).toMatchObject({ bytes: 400_000, truncated: true, encoding: 'utf8' })
    expect(body.content).toMatch(/^ü{32768}$/)
  })

  it('gives a binary answer in base64', async () => {
    answer = (_, response) => response.end(Buffer.from([0xff, 0x00]))
    expect((await hit({ path: '/' })).response.body).toEqual({
      bytes: 2,
      encoding: 'base64',
      content: '/wA=',
      truncated: false,
    })
  })

  it('says that nothing runs when nothing listens', async () => {
    target.baseUrl = await findDeadUrl()
    await expect(hit({ path: '/x' })).rejects.toMatchObject({ name: 'NotRunning', exitCode: 3 })
  })

  it('says that no answer came when the connection is reset or the server switches protocols', async () => {
    answer = (request) => request.socket.resetAndDestroy()
    await expect(hit({ path: '/x' })).rejects.toMatchObject({ name: 'RequestFailed', exitCode: 1 })
    answer = (request) =>
      request.socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')
    await expect(hit({ path: '/x' })).rejects.toMatchObject({ name: 'RequestFailed' })
  })

  it('gives up on a server that never answers, or never ends its answer', async () => {
    answer = () => {}
    await expect(hit({ path: '/x' }, { timeoutMs: 50 })).rejects.toMatchObject({ name: 'RequestTimedOut' })
    answer = (_, response) => response.write('half')
    await expect(hit({ path: '/x' }, { timeoutMs: 50 })).rejects.toMatchObject({
      name: /RequestTimedOut|RequestFailed/,
    })
  })

  it('is interrupted by the signal', async () => {
    const interrupt = new AbortController()
    answer = () => interrupt.abort()
    await expect(hit({ path: '/x' }, { signal: interrupt.signal })).rejects.toMatchObject({ name: 'Interrupted' })
  })
})
