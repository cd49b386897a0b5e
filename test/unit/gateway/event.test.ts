import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildEvent, type ReceivedRequest } from '../../../src/targets/local/gateway/event.ts'

const plain: ReceivedRequest = {
  requestId: 'JKJaXmPLvHcESHA=',
  method: 'GET',
  target: '/',
  httpVersion: '1.1',
  rawHeaders: ['Host', 'localhost:3000'],
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  port: 3000,
  receivedAt: Date.UTC(2020, 2, 12, 19, 3, 58, 390),
}

function event(changes: Partial<ReceivedRequest>) {
  return buildEvent({ ...plain, ...changes })
}

test('a bare request becomes this event and nothing more', () => {
  expect(event({ rawHeaders: ['Host', 'localhost:3000', 'User-Agent', 'agent'] })).toEqual({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/',
    rawQueryString: '',
    headers: {
      host: 'localhost:3000',
      'user-agent': 'agent',
      'content-length': '0',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-5e6a879e-[0-9a-f]{24}$/),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '3000',
      'x-forwarded-proto': 'http',
    },
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method: 'GET', path: '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'agent' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '12/Mar/2020:19:03:58 +0000',
      timeEpoch: 1584039838390,
    },
    isBase64Encoded: false,
  })
})

describe('rawPath', () => {
  test.each([
    ['/plain/path', '/plain/path'],
    ['/a%20b', '/a b'],
    ['/a+b', '/a+b'],
    ['/a%2Fb', '/a/b'],
    ['/a%2fb%2Fc', '/a/b/c'],
    ['/%3Fnot-a-query', '/?not-a-query'],
    ['/nul%00byte', '/nul\u0000byte'],
    ['/%F0%9F%98%80', '/\u{1F600}'],
    ['/%EF%BB%BFx', '/\uFEFFx'],
    ['//double//slash', '//double//slash'],
    ['/a/../b/./c', '/a/../b/./c'],
    ['/100%', '/100%'],
    ['/%zz%4', '/%zz%4'],
    ['/%2525', '/%25'],
    ['/%FF%20x', '/%FF x'],
    ['/%ED%A0%80', '/%ED%A0%80'],
    ['/"\'<script>', '/"\'<script>'],
    [Buffer.from('/ü').toString('latin1'), '/ü'],
    ['/\xff', '/\xff'],
    ['', '/'],
    ['?a=1', '/'],
    ['*', '*'],
    ['http://example.org/x%20y?q=1', '/x y'],
    ['http://example.org', '/'],
    ['HTTP://user@example.org:80?q=1', '/'],
    ['/redirect/http://x', '/redirect/http://x'],
  ])('of %j is %j', (target, path) => {
    const { rawPath, requestContext } = event({ target })
    expect(rawPath).toBe(path)
    expect(requestContext.http.path).toBe(path)
  })

  test('brings back any text that was percent-encoded', () => {
    fc.assert(
      fc.property(fc.uint16Array(), (units) => {
        const wellFormed = Buffer.from(String.fromCharCode(...units)).toString()
        expect(event({ target: `/${encodeURIComponent(wellFormed)}` }).rawPath).toBe(`/${wellFormed}`)
      }),
    )
  })

  test('never fails, whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const target = `/${Buffer.from(bytes).toString('latin1')}`
        expect(typeof event({ target }).rawPath).toBe('string')
      }),
    )
  })
})

describe('the query string', () => {
  test.each([
    ['', undefined],
    ['a=1', { a: '1' }],
    ['a=1&a=2&b=3', { a: '1,2', b: '3' }],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['=x', { '': 'x' }],
    ['&&', undefined],
    ['a=b=c', { a: 'b=c' }],
    ['a=x+y%2Bz', { a: 'x y+z' }],
    ['a%5B%5D=1&a%5B%5D=2', { 'a[]': '1,2' }],
    ['a=%zz&b=%FF', { a: '%zz', b: '%FF' }],
    ['a=1,2&a=3', { a: '1,2,3' }],
    ['a=?x?', { a: '?x?' }],
    ['constructor=1&toString=2', { constructor: '1', toString: '2' }],
  ])('%j stays as it is and becomes %j', (query, parameters) => {
    const made = event({ target: `/p?${query}` })
    expect(made.rawQueryString).toBe(query)
    expect(made.queryStringParameters).toEqual(parameters)
    expect('queryStringParameters' in made).toBe(parameters !== undefined)
  })

  test('keeps a parameter called __proto__', () => {
    const made = JSON.stringify(event({ target: '/?__proto__=1' }).queryStringParameters)
    expect(made).toBe('{"__proto__":"1"}')
  })

  test('brings back any names and values that were encoded', () => {
    const pairs = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string()), { minLength: 1 })
    fc.assert(
      fc.property(pairs, (list) => {
        const expected = new Map<string, string>()
        for (const [name, value] of list) {
          const before = expected.get(name)
          expected.set(name, before === undefined ? value : `${before},${value}`)
        }
        const { queryStringParameters } = event({ target: `/?${new URLSearchParams(list)}` })
        expect(new Map(Object.entries(queryStringParameters ?? {}))).toEqual(expected)
      }),
    )
  })
})

describe('headers', () => {
  test('are in lower case, joined with commas, without cookies and what belongs to the connection', () => {
    const { headers, cookies } = event({
      rawHeaders: [
        ...['X-One', 'a', 'ACCEPT', 'b', 'x-one', 'c, d', 'Cookie', 'k=v; l="w"', 'cookie', 'm=;;n'],
        ...['Connection', 'keep-alive', 'Keep-Alive', '5', 'Transfer-Encoding', 'chunked', 'TE', 'trailers'],
        ...['Expect', '100-continue', 'X-Forwarded-For', '10.0.0.1', 'X-Amzn-Trace-Id', 'Root=1', 'Upgrade', 'x'],
        ...['X-Latin', 'caf\xe9', 'X-Utf8', Buffer.from('café').toString('latin1'), 'X-Empty', ''],
      ],
    })
    expect(headers).toEqual({
      'x-one': 'a,c, d',
      accept: 'b',
      'x-latin': 'café',
      'x-utf8': 'café',
      'x-empty': '',
      'x-amzn-trace-id': 'Root=1',
      'content-length': '0',
      'x-forwarded-for': '10.0.0.1, 127.0.0.1',
      'x-forwarded-port': '3000',
      'x-forwarded-proto': 'http',
    })
    expect(cookies).toEqual(['k=v', 'l="w"', 'm=', 'n'])
  })

  test('of any kind arrive whole', () => {
    const name = fc.stringMatching(/^[xX]-[aA]-[a-zA-Z0-9!#$%&'*+.^_`|~-]{1,10}$/)
    const value = fc.stringMatching(/^[\x21-\x7e][\x20-\x7e]{0,20}$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (list) => {
        const { headers } = event({ rawHeaders: list.flat() })
        const expected = new Map<string, string[]>()
        for (const [key, text] of list) {
          expected.set(key.toLowerCase(), [...(expected.get(key.toLowerCase()) ?? []), text])
        }
        for (const [key, texts] of expected) expect(headers[key]).toBe(texts.join(','))
        expect(Object.keys(headers).filter((key) => key.startsWith('x-a-'))).toHaveLength(expected.size)
      }),
    )
  })
})

describe('the body', () => {
  const text = Buffer.from('{"a":"ü"}')
  test.each([
    ['text/plain', true],
    ['text/plain; charset=utf-8', true],
    ['TEXT/HTML', true],
    ['application/json', true],
    ['application/json;charset=utf-8', true],
    ['application/xml', true],
    ['application/javascript', true],
    ['application/x-www-form-urlencoded', false],
    ['application/jsonp', false],
    ['application/vnd.api+json', false],
    ['application/octet-stream', false],
    ['image/svg+xml', false],
    ['multipart/form-data; boundary=x', false],
    ['text', false],
    ['', false],
    [undefined, false],
  ])('of type %j is text: %j', (type, isText) => {
    const rawHeaders = type === undefined ? [] : ['Content-Type', type]
    const made = event({ rawHeaders, body: text })
    expect(made.isBase64Encoded).toBe(!isText)
    expect(made.body).toBe(isText ? '{"a":"ü"}' : text.toString('base64'))
    expect(made.headers['content-length']).toBe('10')
  })

  test.each([
    ['a lone continuation byte', [0x61, 0x80]],
    ['half a character', [0xf0, 0x9f]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
  ])('that says it is text but is not UTF-8 (%s) is not damaged', (_what, bytes) => {
    const made = event({ rawHeaders: ['Content-Type', 'text/plain'], body: Buffer.from(bytes) })
    expect(made).toMatchObject({ isBase64Encoded: true, body: Buffer.from(bytes).toString('base64') })
  })

  test('that is text keeps a byte order mark and NULs', () => {
    const made = event({ rawHeaders: ['Content-Type', 'text/plain'], body: Buffer.from('\uFEFFa\u0000b') })
    expect(made).toMatchObject({ isBase64Encoded: false, body: '\uFEFFa\u0000b' })
  })

  test('of any bytes and any type comes back whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), fc.constantFrom('text/plain', 'image/png'), (bytes, type) => {
        const made = event({ rawHeaders: ['Content-Type', type], body: Buffer.from(bytes) })
        const back = Buffer.from(made.body ?? '', made.isBase64Encoded ? 'base64' : 'utf8')
        expect(back).toEqual(Buffer.from(bytes))
      }),
    )
  })
})
