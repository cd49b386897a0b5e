import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { startFixture as startFunctionFixture } from '../lambda/function-fixture.ts'
import { RawClient, startFixture } from './gateway-fixture.ts'

const bodyLimit = 10_485_760
const tooLarge = { message: 'Request Entity Too Large' }

async function post(url: string, bytes: number): Promise<[number, unknown]> {
  const response = await fetch(url, {
    method: 'POST',
    body: Buffer.alloc(bytes, 'x'),
    headers: { 'Content-Type': 'text/plain' },
  })
  const text = await response.text()
  return [response.status, text.startsWith('{') ? JSON.parse(text) : text]
}

describe('a body', () => {
  test('of 10 MB passes the gateway, one byte more does not', async () => {
    const { gateway, events } = await startFixture()
    expect(await post(gateway.url, bodyLimit)).toEqual([200, 'fine'])
    expect(events[0]?.body).toHaveLength(bodyLimit)
    expect(await post(gateway.url, bodyLimit + 1)).toEqual([413, tooLarge])
    expect(events).toHaveLength(1)
  })

  test('between what a function takes and what the gateway takes is a 413 as well', async () => {
    const { lambda } = await startFunctionFixture('export const handler = async (event) => event.body.length')
    const { gateway } = await startFixture((event) => lambda.invoke(event))
    const [status, length] = await post(gateway.url, 6_290_000)
    expect([status, length]).toEqual([200, '6290000'])
    expect(await post(gateway.url, 6_291_456)).toEqual([413, tooLarge])
    expect(await post(gateway.url, 1)).toEqual([200, '1'])
  })

  test('in chunks is refused as soon as it is too large, though the client still sends', async () => {
    const { gateway, events } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send('POST / HTTP/1.1', 'Host: x', 'Transfer-Encoding: chunked', '', '')
    const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`
    for (let i = 0; i < 11; i += 1) client.send(chunk)
    await client.expect(/^HTTP\/1\.1 413 [\s\S]*\{"message":"Request Entity Too Large"\}$/)
    for (let i = 0; i < 5; i += 1) client.send(chunk)
    client.send('0', '', 'GET /after HTTP/1.1', 'Host: x', '', '')
    await client.expect(/413 [\s\S]*HTTP\/1\.1 200 OK/)
    expect(events.map(({ rawPath }) => rawPath)).toEqual(['/after'])
  })

  test('announced as too large is refused before it comes, and its sender is not cut off at once', async () => {
    const { gateway } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send('POST / HTTP/1.1', 'Host: x', `Content-Length: ${bodyLimit + 1}`, '', 'begin')
    await client.expect(/^HTTP\/1\.1 413 /)
    for (let sent = 5; sent < bodyLimit + 1; sent += 65_536)
      client.send('x'.repeat(Math.min(65_536, bodyLimit + 1 - sent)))
    client.send('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await client.expect(/413 [\s\S]*HTTP\/1\.1 200 OK/)
  })

  test('announced as too large by a client that wants the connection closed is refused without a reset', async () => {
    const { gateway } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send('POST / HTTP/1.1', 'Host: x', 'Connection: close', `Content-Length: ${bodyLimit + 1}`, '', 'begin')
    await client.expect(/^HTTP\/1\.1 413 [\s\S]*\}$/)
    expect(client.ended).toBe(false)
    client.send('x'.repeat(bodyLimit + 1 - 5))
    await client.expectEnd()
    expect(client.failure).toBeUndefined()
  })

  test('that never ends after its refusal is cut off after a while', async () => {
    const clock = new ManualClock()
    const { gateway } = await startFixture(undefined, { clock })
    const client = new RawClient(gateway.port)
    client.send('POST / HTTP/1.1', 'Host: x', `Content-Length: ${bodyLimit + 1}`, '', 'begin')
    await client.expect(/^HTTP\/1\.1 413 [\s\S]*\}$/)
    clock.advance(4_999)
    expect(client.ended).toBe(false)
    clock.advance(1)
    await client.expectEnd()
  })

  test('that is too large is not asked for', async () => {
    const { gateway } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send('POST / HTTP/1.1', 'Host: x', 'Expect: 100-continue', `Content-Length: ${bodyLimit + 1}`, '', '')
    await client.expect(/^HTTP\/1\.1 413 /)
    expect(client.received).not.toContain('100 Continue')
  })
})

describe('the head of a request', () => {
  /** Request line and header values of exactly this many bytes. */
  function head(bytes: number, inTarget: boolean): string[] {
    const filler = 'y'.repeat(bytes - 'GET / HTTP/1.1'.length - 'x'.length)
    return inTarget
      ? [`GET /${filler} HTTP/1.1`, 'Host: x', '', '']
      : ['GET / HTTP/1.1', 'Host: x', `X-Long: ${filler}`, '', '']
  }

  test.each([
    ['10,240 bytes', head(10_240, false), 200],
    ['10,241 bytes', head(10_241, false), 431],
    ['60,000 bytes', head(60_000, false), 431],
    ['10,240 bytes, nearly all target', head(10_240, true), 200],
    ['10,241 bytes, nearly all target', head(10_241, true), 431],
    ['a request line of 10,241 bytes', head(10_242, true), 414],
  ])('of %s', async (_what, lines, status) => {
    const { gateway, events } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send(...lines)
    await client.expect(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(events).toHaveLength(status === 200 ? 1 : 0)
    client.send('GET /after HTTP/1.1', 'Host: x', '', '')
    await client.expect(/HTTP\/1\.1 200 OK[\s\S]*$/)
  })

  test('with thousands of headers loses none', async () => {
    const { gateway, events } = await startFixture()
    const client = new RawClient(gateway.port)
    const names = Array.from({ length: 3_000 }, (_, at) => `a${at}: b`)
    client.send('GET / HTTP/1.1', 'Host: x', ...names, '', '')
    await client.expect(/^HTTP\/1\.1 200 /)
    expect(Object.keys(events[0]?.headers ?? {}).filter((name) => /^a\d+$/.test(name))).toHaveLength(3_000)
  })
})

test('a client that takes too long with its head is told so and cut off', async () => {
  const { gateway, events } = await startFixture(undefined, { headTimeoutMs: 50 })
  const client = new RawClient(gateway.port)
  client.send('GET / HTTP/1.1', 'Host: x', 'X-Slow: ')
  await client.expect(/^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*\{"message":"Request Timeout"\}$/)
  await client.expectEnd()
  expect(events).toHaveLength(0)
})
