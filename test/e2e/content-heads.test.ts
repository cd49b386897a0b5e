import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { METHODS } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordedReceipt } from '../../handler/contract.ts'
import { Environment } from './environment.ts'

let environment: Environment

beforeAll(async () => {
  environment = await Environment.start()
})
afterAll(() => environment?.close())

/** Request line and header values together: what an HTTP API takes. */
const headLimit = 10_240

describe('a method', () => {
  const methods = METHODS.filter((method) => method !== 'CONNECT' && method !== 'HEAD')

  test.each(methods)('%s is recorded', async (method) => {
    const body = Buffer.from(method)
    const receipt = await environment.record({ method, target: '/method', body })
    expect(receipt.method).toBe(method)
    expect(await environment.readRow(receipt.id)).toMatchObject({ method, bytes: body })
  })

  test('HEAD is recorded and answered without a body', async () => {
    const before = await environment.countRows()
    const answer = await environment.send({ method: 'HEAD', target: '/head' })
    expect(answer).toMatchObject({ status: 201, body: Buffer.alloc(0) })
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0)
    expect(await environment.countRows()).toBe(before + 1)
    const [row] = await environment.sql('SELECT method FROM webhook.requests ORDER BY id DESC LIMIT 1')
    expect(row).toEqual({ method: 'HEAD' })
  })

  test.each([
    ['CONNECT', 405],
    ['CUSTOM', 400],
  ])('%s is refused and not recorded', async (method, status) => {
    const before = await environment.countRows()
    expect((await environment.send({ method, target: 'localhost:1' })).status).toBe(status)
    expect(await environment.countRows()).toBe(before)
  })
})

describe('the favicon', () => {
  test.each(['GET', 'HEAD', 'POST'])('is never recorded (%s)', async (method) => {
    const before = await environment.countRows()
    expect((await environment.send({ method, target: '/favicon.ico?v=1' })).status).toBe(404)
    expect(await environment.countRows()).toBe(before)
  })
})

describe('headers', () => {
  test('of any content come back as they were sent', async () => {
    const values: Record<string, string> = {
      'x-quotes': `it's "quoted" \\ \``,
      'x-sql': `'; DROP TABLE webhook.requests; --`,
      'x-html': '</script><img src=x onerror=alert(1)>',
      'x-json': '{"a":[1,"\\u0000"]}',
      'x-utf8': 'caf\u00e9 \u{1F600}',
      'x-empty': '',
      'user-agent': `agent's <b>\u{1F916}</b>`,
      cookie: 'a=1; b="two"; c=',
    }
    const headers = Object.entries(values).map(([name, value]) => `${name}: ${Buffer.from(value).toString('latin1')}`)
    const { id } = await environment.record({ target: '/headers', headers })
    const row = await environment.readRow(id)
    expect(row.headers).toMatchObject(values)
    expect(row.userAgent).toBe(values['user-agent'])
  })

  test('with names of the language itself are headers as all others', async () => {
    const headers = ['__proto__: a', 'constructor: b', 'toString: c', 'hasOwnProperty: d']
    const { id } = await environment.record({ target: '/headers', headers })
    const entries = Object.entries((await environment.readRow(id)).headers)
    for (const expected of [
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['tostring', 'c'],
      ['hasownproperty', 'd'],
    ]) {
      expect(entries).toContainEqual(expected)
    }
  })

  test('sent twice are joined', async () => {
    const { id } = await environment.record({ target: '/headers', headers: ['X-Twice: 1', 'x-twice: 2'] })
    expect((await environment.readRow(id)).headers['x-twice']).toBe('1,2')
  })

  test('that smuggle are refused', async () => {
    const before = await environment.countRows()
    const headers = ['Content-Length: 5', 'Transfer-Encoding: chunked']
    expect((await environment.send({ target: '/smuggled', headers })).status).toBe(400)
    expect((await environment.send({ target: '/smuggled', headers: ['X-Nul: a\0b'] })).status).toBe(400)
    expect(await environment.countRows()).toBe(before)
  })
})

describe('the size of the head', () => {
  /** Bytes of the head that are there without the filler. */
  const fixed = 'POST / HTTP/1.1'.length + 'localhost'.length + 'close'.length

  test.each([
    ['up to the limit', 0, 201],
    ['one byte beyond', 1, 431],
  ])('%s, nearly all of it one header', async (_what, beyond, status) => {
    const value = randomBytes(headLimit)
      .toString('base64')
      .slice(0, headLimit - fixed + beyond)
    const before = await environment.countRows()
    const answer = await environment.send({ target: '/', headers: [`X-Large: ${value}`] })
    expect(answer.status).toBe(status)
    expect(await environment.countRows()).toBe(before + (status === 201 ? 1 : 0))
    if (status !== 201) return
    const row = await environment.readRow(answer.json<RecordedReceipt>().id)
    expect(row.headers['x-large']).toBe(value)
  })

  test.each([
    ['up to the limit', 0, 201],
    ['one byte beyond', 1, 431],
  ])('%s, nearly all of it the query', async (_what, beyond, status) => {
    const query = `'&"=${'%00'.repeat(3_400)}`.padEnd(headLimit - fixed - 1 + beyond, '\\')
    const before = await environment.countRows()
    const answer = await environment.send({ target: `/?${query}` })
    expect(answer.status).toBe(status)
    expect(await environment.countRows()).toBe(before + (status === 201 ? 1 : 0))
    if (status !== 201) return
    expect((await environment.readRow(answer.json<RecordedReceipt>().id)).query).toBe(query)
  })

  test('a query, headers, agent and body that are large each, and more than one statement together', async () => {
    const query = `q=${`'`.repeat(2_000)}`
    const agent = '\u{1F600}'.repeat(1_000)
    const body = randomBytes(15_000)
    const headers = [`User-Agent: ${Buffer.from(agent).toString('latin1')}`, `X-Large: ${'"'.repeat(3_000)}`]
    const { id } = await environment.record({ target: `/?${query}`, headers, body })
    const row = await environment.readRow(id)
    expect(row).toMatchObject({
      query,
      userAgent: agent,
      headers: { 'user-agent': agent, 'x-large': '"'.repeat(3_000) },
    })
    expect(row.bytes.equals(body)).toBe(true)
  })
})

test('the program sends and shows what a raw client does', async () => {
  const body = randomBytes(17 * 1024)
  writeFileSync(join(environment.project.folder, 'body.bin'), body)
  const hit = ['hit', "/it's%00<b>?q='%22", '--method', 'PUT', '--header', 'content-type: application/octet-stream']
  const fromFile = await environment.project.ask<Hit>([...hit, '--data', '@body.bin'])
  const fromInput = await environment.project.ask<Hit>([...hit, '--data', '-'], { input: body })
  for (const { ok, receipt, row } of [fromFile, fromInput]) {
    expect({ ok, receipt }).toMatchObject({ ok: true, receipt: { method: 'PUT', bodyBytes: body.length } })
    expect(row).toMatchObject({ path: "/it's\0<b>", query: "q='%22" })
    expect((await environment.readRow(receipt.id)).bytes.equals(body)).toBe(true)
  }
})

interface Hit {
  ok: boolean
  receipt: RecordedReceipt
  row: { path: string; query: string }
}

test('beyond the rate and the burst the answer is 429, and what was let through is recorded', async () => {
  const throttled = await Environment.start(['--rate-limit', '5', '--burst-limit', '5'])
  try {
    const requests = Array.from({ length: 40 }, (_, index) => throttled.send({ target: `/${index}` }))
    const answers = await Promise.all(requests)
    const recorded = answers.filter(({ status }) => status === 201)
    const refused = answers.filter(({ status }) => status === 429)
    expect(answers.filter(({ status }) => status !== 201 && status !== 429)).toEqual([])
    expect(answers).toHaveLength(40)
    expect(recorded.length).toBeGreaterThanOrEqual(5)
    // However slow the machine is, 40 requests do not take the 7 s in which all of them would be let through.
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) expect(answer.json()).toEqual({ message: 'Too Many Requests' })
    expect(await throttled.countRows()).toBe(recorded.length)
  } finally {
    await throttled.close()
  }
})

test('nothing of all this pinned a connection or was logged as an error', async () => {
  const { proxy } = await environment.status()
  expect(proxy).toMatchObject({ databaseConnectionsCurrentlySessionPinned: 0, pins: [] })
  expect(environment.readLog('proxy')).toContain('A new client connected')
  expect(environment.readLog('proxy')).not.toMatch(/pinned/i)
  expect(environment.readLog('webhook')).not.toContain('"level":"error"')
})
