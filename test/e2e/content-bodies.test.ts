import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordedRequest } from '../../handler/contract.ts'
import { makeHttpApiEvent } from '../fakes/http-api-event.ts'
import { closeSessions, makeRealParts, send } from '../integration/handler/real-parts.ts'
import { Environment } from './environment.ts'

let environment: Environment

beforeAll(async () => {
  environment = await Environment.start()
})
afterAll(() => environment?.close())

const text = 'Content-Type: text/plain; charset=utf-8'
const binary = 'Content-Type: application/octet-stream'
const tooLarge = { message: 'Request Entity Too Large' }

/** Largest event of a function in bytes, and largest body that the gateway takes. */
const eventLimit = 6_291_456
const gatewayLimit = 10_485_760

describe('a body', () => {
  test.each<[what: string, type: string, body: Buffer]>([
    ['of 0 bytes', text, Buffer.alloc(0)],
    ['of 15 KB of text', text, Buffer.alloc(15 * 1024, 'fifteen ')],
    ['of 17 KB of text', text, Buffer.alloc(17 * 1024, 'seventeen ')],
    ['of 17 KB of quotes and backslashes', text, Buffer.alloc(17 * 1024, `'"\\\0`)],
    ['of 17 KB of emoji', text, Buffer.alloc(17 * 1024, '\u{1F600}')],
    ['of 15 KB of random bytes', binary, randomBytes(15 * 1024)],
    ['of 17 KB of random bytes', binary, randomBytes(17 * 1024)],
    ['of every byte', binary, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['of random bytes that is called text', text, randomBytes(2_000)],
    ['of random bytes that is called JSON', 'Content-Type: application/json', randomBytes(2_000)],
    ['of a form', 'Content-Type: application/x-www-form-urlencoded', Buffer.from('a=%00&b=%27%3B--')],
    ['of no type', 'X-Type: none', Buffer.from(`'; DROP TABLE webhook.requests; -- <script>`)],
    ['of UTF-16', 'Content-Type: text/plain; charset=utf-16le', Buffer.from('\ufeffsixteen', 'utf16le')],
    ['with a byte order mark', text, Buffer.from('\ufefftext\r\n')],
    ['of 3 MB of random bytes', binary, randomBytes(3 * 1024 * 1024)],
  ])('%s comes back byte by byte', async (_what, type, body) => {
    const receipt = await environment.record({ target: '/body', headers: [type], body })
    expect(receipt.bodyBytes).toBe(body.length)
    const row = await environment.readRow(receipt.id)
    expect(row.body).toMatchObject({ bytes: body.length, truncated: false })
    expect(row.bytes.equals(body)).toBe(true)
    expect((await environment.readStoredBody(receipt.id)).equals(body)).toBe(true)
  })

  test.each<[what: string, type: string, body: Buffer]>([
    ['4 MB of text', text, Buffer.alloc(4 * 1024 * 1024, 'four megabytes, ')],
    ['4 MB of random bytes', binary, randomBytes(4 * 1024 * 1024)],
  ])('of %s is stored whole, and the query function shows as much as it may answer', async (_what, type, body) => {
    const { id, bodyBytes } = await environment.record({ target: '/body', headers: [type], body })
    expect(bodyBytes).toBe(body.length)
    expect((await environment.readStoredBody(id)).equals(body)).toBe(true)
    const { body: shown, bytes } = await environment.readRow(id)
    expect(shown).toMatchObject({ bytes: body.length, truncated: true })
    expect(bytes.length).toBeGreaterThan(1_000_000)
    expect(bytes.equals(body.subarray(0, bytes.length))).toBe(true)
  })
})

describe('beside a limit', () => {
  /** Bytes of an event around its body: only a little less than the limit is sure to fit. */
  const around = 2_000

  test.each<[what: string, type: string, bytes: number, fill: string | Buffer, status: number]>([
    ['text just within a function event', text, eventLimit - around, 'x', 201],
    ['text as large as a function event', text, eventLimit, 'x', 413],
    ['text that JSON escapes to twice its size, within', text, (eventLimit - around) / 2, '"', 201],
    ['text that JSON escapes to twice its size, beyond', text, eventLimit / 2, '"', 413],
    ['binary whose base64 is within a function event', binary, ((eventLimit - around) / 4) * 3, randomBytes(999), 201],
    ['binary whose base64 is as large as one', binary, (eventLimit / 4) * 3, randomBytes(999), 413],
    ['as much as the gateway takes', text, gatewayLimit, 'x', 413],
    ['one byte more than that', text, gatewayLimit + 1, 'x', 413],
  ])('%s', async (_what, type, bytes, fill, status) => {
    const body = Buffer.alloc(bytes, fill)
    const before = await environment.countRows()
    const answer = await environment.send({ target: '/limit', headers: [type], body })
    expect(answer.status).toBe(status)
    if (status === 201) {
      const { id } = answer.json<{ id: number }>()
      expect((await environment.readStoredBody(id)).equals(body)).toBe(true)
    } else {
      expect(answer.json()).toEqual(tooLarge)
    }
    expect(await environment.countRows()).toBe(before + (status === 201 ? 1 : 0))
  })
})

describe('a retried request', () => {
  test.each([
    ['small', Buffer.from('once')],
    ['in parts', randomBytes(50_000)],
  ])('never makes a second row, %s', async (_what, body) => {
    const receipt = await environment.record({ target: '/retried', headers: [binary], body })
    const event = makeHttpApiEvent({
      ...{ path: receipt.path, method: receipt.method, body },
      ...{ requestId: receipt.requestId, at: new Date(receipt.receivedAt) },
    })
    const before = await environment.countRows()
    for (let attempt = 0; attempt < 2; attempt++) {
      const { statusCode, json } = await sendThroughProxy(event)
      expect(statusCode).toBe(201)
      expect(json).toEqual(receipt)
    }
    expect(await environment.countRows()).toBe(before)
    expect((await environment.readStoredBody(receipt.id)).equals(body)).toBe(true)
  })

  /** Handles an event with a function of the test's own, connected to the environment's proxy as its functions are. */
  async function sendThroughProxy(event: ReturnType<typeof makeHttpApiEvent>) {
    const parts = makeRealParts(await environment.readProxyLogin())
    const answer = await send(parts, event)
    closeSessions(parts)
    return answer
  }
})

test('the command line shows the newest bodies, a megabyte or none', async () => {
  const small = Buffer.from(`'"\\\u{1F600}<b>\u0007\x7f\u009b`)
  await environment.record({ target: '/shown', headers: [binary], body: randomBytes(1024 * 1024) })
  await environment.record({ target: '/shown', headers: [text], body: small })
  await environment.record({ target: '/shown' })
  const { stdout } = await environment.project.run(['rows', '--path', '/shown', '--format', 'json'])
  const rows: RecordedRequest[] = JSON.parse(stdout)
  expect(rows.map(({ body }) => [body.bytes, body.encoding, body.truncated])).toEqual([
    [0, 'utf8', false],
    [small.length, 'utf8', false],
    [1024 * 1024, 'base64', true],
  ])
  expect(rows[1]?.body.content).toBe(small.toString())
})

test('nothing of all this pinned a connection or was logged as an error', async () => {
  const { proxy } = await environment.status()
  expect(proxy).toMatchObject({ databaseConnectionsCurrentlySessionPinned: 0, pins: [] })
  expect(environment.readLog('proxy')).toContain('A new client connected')
  expect(environment.readLog('proxy')).not.toMatch(/pinned/i)
  expect(environment.readLog('webhook')).not.toContain('"level":"error"')
})
