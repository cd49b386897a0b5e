import { request as httpRequest, METHODS } from 'node:http'
import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { RawClient, startFixture, succeed } from './gateway-fixture.ts'

describe('a request', () => {
  test('reaches the function and its answer the client, with a request id', async () => {
    const { gateway, events, log } = await startFixture(() => ({
      ...succeed({
        statusCode: 201,
        headers: { 'Content-Type': 'text/html', 'X-Own': 'ü' },
        cookies: ['a=1', 'b=2'],
        body: Buffer.from('grüße').toString('base64'),
        isBase64Encoded: true,
      }),
    }))
    const response = await fetch(`${gateway.url}/some/p%C3%A4th?q=1`, {
      ...{ method: 'POST', body: '{"a":1}' },
      headers: { 'Content-Type': 'application/json', Cookie: 'k=v' },
    })
    expect(response.status).toBe(201)
    expect(await response.text()).toBe('grüße')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(events[0]).toMatchObject({
      rawPath: '/some/päth',
      rawQueryString: 'q=1',
      cookies: ['k=v'],
      body: '{"a":1}',
      requestContext: { http: { method: 'POST', sourceIp: '127.0.0.1' } },
    })
    expect(response.headers.get('apigw-requestid')).toBe(events[0]?.requestContext.requestId)
    expect(log).toEqual([
      expect.objectContaining({
        method: 'POST',
        target: '/some/p%C3%A4th?q=1',
        status: 201,
        durationMs: expect.any(Number),
      }),
    ])
    expect(log[0]).not.toHaveProperty('error')
  })

  const methods = METHODS.filter((method) => method !== 'CONNECT')
  test.each(methods)('may have the method %s', async (method) => {
    const { gateway, events } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send(`${method} /x HTTP/1.1`, 'Host: x', 'Connection: close', '', '')
    await client.expect(/^HTTP\/1\.1 200 OK\r\n/)
    await client.expectEnd()
    expect(client.received.endsWith('fine')).toBe(method !== 'HEAD')
    expect(client.received).toMatch(/\r\nContent-Length: 4\r\n/)
    expect(events[0]?.requestContext.http.method).toBe(method)
  })

  test.each([
    ['//a//b', '//a//b'],
    ['/../../etc/passwd', '/../../etc/passwd'],
    ['/%00', '/\u0000'],
    ['/a%2Fb', '/a/b'],
    ['/%F0%9F%98%80', '/\u{1F600}'],
    ['/%ff%', '/%ff%'],
    ['http://other.example/abs?x=1', '/abs'],
    ['*', '*'],
  ])('may have the target %j', async (target, path) => {
    const { gateway, events } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send(`OPTIONS ${target} HTTP/1.1`, 'Host: x', '', '')
    await client.expect(/^HTTP\/1\.1 200 OK\r\n/)
    expect(events[0]?.rawPath).toBe(path)
  })

  test('may come in pieces, over HTTP/1.0, pipelined, and with a body in chunks', async () => {
    const { gateway, events } = await startFixture((event) => succeed(event.rawPath))
    const slow = new RawClient(gateway.port)
    for (const piece of ['PO', 'ST /slow HT', 'TP/1.0\r\nContent-Le', 'ngth: 4\r\n\r\nab', 'cd']) {
      slow.send(piece)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    await slow.expect(/^HTTP\/1\.1 200 OK[\s\S]*\/slow$/)
    await slow.expectEnd()
    const client = new RawClient(gateway.port)
    const chunked = [
      'POST /one HTTP/1.1',
      'Host: x',
      'Transfer-Encoding: chunked',
      '',
      '3',
      'abc',
      '2',
      'de',
      '0',
      '',
      '',
    ]
    client.send(...chunked, 'GET /two HTTP/1.1\r\nHost: x\r\n\r\n')
    await client.expect(/\/one[\s\S]*\/two$/)
    expect(events.map(({ body }) => body && Buffer.from(body, 'base64').toString())).toEqual([
      'abcd',
      'abcde',
      undefined,
    ])
    expect(events[0]?.requestContext.http.protocol).toBe('HTTP/1.0')
    expect(events[1]?.headers).not.toHaveProperty('transfer-encoding')
    expect(events[1]?.headers['content-length']).toBe('5')
  })

  test('that asks whether to go on is told so', async () => {
    const { gateway, events } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send('POST / HTTP/1.1', 'Host: x', 'Expect: 100-continue', 'Content-Length: 2', '', '')
    await client.expect(/^HTTP\/1\.1 100 Continue\r\n\r\n$/)
    client.send('hi')
    await client.expect(/HTTP\/1\.1 200 OK/)
    expect(events[0]?.headers).not.toHaveProperty('expect')
  })

  test('whose client hangs up half-way never reaches the function', async () => {
    const { gateway, events, log } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send('POST /half HTTP/1.1', 'Host: x', 'Content-Length: 10', '', 'abc')
    await new Promise((resolve) => setTimeout(resolve, 30))
    client.socket.destroy()
    while (log.length === 0) await new Promise((resolve) => setTimeout(resolve, 3))
    expect(log[0]).toMatchObject({ target: '/half', status: 0 })
    expect((await fetch(gateway.url)).status).toBe(200)
    expect(events).toHaveLength(1)
  })

  test('whose client hangs up while the function runs harms nobody', async () => {
    let finish = (): void => {}
    const { gateway, events, log } = await startFixture(
      (event) =>
        new Promise((resolve) => {
          if (event.rawPath === '/gone') finish = () => resolve(succeed('late'))
          else resolve(succeed('fine'))
        }),
    )
    const client = new RawClient(gateway.port)
    client.send('GET /gone HTTP/1.1', 'Host: x', '', '')
    while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 3))
    client.socket.destroy()
    while (log.length === 0) await new Promise((resolve) => setTimeout(resolve, 3))
    finish()
    expect(await (await fetch(gateway.url)).text()).toBe('fine')
  })
})

describe('bad input', () => {
  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['a version of the future', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a space in the target', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['bytes beyond ASCII in the target', 'GET /\xf0\x9f\x98\x80 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a broken chunk', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
    ['a tunnel', 'CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(100_000)}`, 431],
  ])('with %s is answered and the connection closed', async (_what, bytes, status) => {
    const { gateway, events } = await startFixture()
    const client = new RawClient(gateway.port)
    client.send(bytes)
    await client.expect(new RegExp(`^HTTP/1\\.1 ${status} `))
    await client.expectEnd()
    expect(events).toHaveLength(0)
  })

  test('a function that answers nonsense, or fails to be invoked, is a 500', async () => {
    const { gateway, log } = await startFixture((event) => {
      if (event.rawPath === '/reject') throw new Error('no such function')
      return succeed({ statusCode: 200, body: 1 })
    })
    for (const path of ['/nonsense', '/reject']) {
      const response = await fetch(`${gateway.url}${path}`)
      expect(response.status).toBe(500)
      expect(await response.json()).toEqual({ message: 'Internal Server Error' })
    }
    expect(log.map(({ error }) => error)).toEqual(['invalid-answer', 'the invocation failed: no such function'])
  })
})

describe('failures of the function', () => {
  test.each([
    ['function-error', 500],
    ['timed-out', 500],
    ['crashed', 500],
    ['could-not-start', 500],
    ['answer-too-large', 500],
    ['event-too-large', 413],
    ['throttled', 503],
  ] as const)('%s is %i', async (kind, status) => {
    const failure = { kind, requestId: 'r', errorType: 'Secret.Type', errorMessage: 'secret' }
    const { gateway, log } = await startFixture(() => failure)
    const response = await fetch(gateway.url)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('apigw-requestid')).toMatch(/=$/)
    expect(await response.text()).not.toContain('ecret')
    expect(log[0]?.error).toBe(`${kind}: Secret.Type`)
  })

  test('taking longer than 30 s is a 503, while the function goes on', async () => {
    const clock = new ManualClock()
    const { gateway, events, log } = await startFixture(() => new Promise(() => {}), { clock })
    const answer = fetch(gateway.url)
    while (events.length === 0) await new Promise((resolve) => setTimeout(resolve, 3))
    clock.advance(29_999)
    expect(log).toEqual([])
    clock.advance(1)
    const response = await answer
    expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }])
  })
})

test('beyond rate and burst the answer is 429', async () => {
  const clock = new ManualClock()
  const { gateway, events } = await startFixture(undefined, { clock, throttling: { rateLimit: 2, burstLimit: 3 } })
  const statuses = async (count: number) => {
    const responses = await Promise.all(
      Array.from({ length: count }, () => fetch(gateway.url, { method: 'POST', body: 'x' })),
    )
    return responses.map(({ status }) => status).sort()
  }
  expect(await statuses(5)).toEqual([200, 200, 200, 429, 429])
  clock.advance(1_000)
  expect(await statuses(3)).toEqual([200, 200, 429])
  const refused = await fetch(gateway.url)
  expect([refused.status, await refused.json()]).toEqual([429, { message: 'Too Many Requests' }])
  expect(events).toHaveLength(5)
})

test('a connection serves many requests', async () => {
  const { gateway } = await startFixture()
  const ports = new Set<number | undefined>()
  const { Agent } = await import('node:http')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (let i = 0; i < 5; i += 1) {
    await new Promise<void>((resolve, reject) => {
      const outgoing = httpRequest(gateway.url, { agent }, (incoming) => {
        ports.add(incoming.socket.localPort)
        incoming.resume().on('end', resolve)
      })
      outgoing.on('error', reject).end()
    })
  }
  agent.destroy()
  expect(ports.size).toBe(1)
})
