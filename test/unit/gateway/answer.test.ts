import { describe, expect, test } from 'vitest'
import { interpretAnswer } from '../../../src/targets/local/gateway/answer.ts'

function interpret(value: unknown) {
  const answer = interpretAnswer(Buffer.from(JSON.stringify(value)))
  return answer && { ...answer, body: answer.body.toString('utf8') }
}

const json = [['content-type', 'application/json']]
const text = [['content-type', 'text/plain;charset=UTF-8']]

describe('an answer without a status code', () => {
  test.each([
    ['an object', { message: 'hello' }, '{"message":"hello"}'],
    ['a string', 'hello ü', 'hello ü'],
    ['an empty string', '', ''],
    ['a number', 7, '7'],
    ['null', null, 'null'],
    ['a list', [1, { statusCode: 404 }], '[1,{"statusCode":404}]'],
    ['an object with a body', { body: 'x' }, '{"body":"x"}'],
  ])('%s is the body of a 200', (_what, value, body) => {
    expect(interpret(value)).toEqual({ status: 200, headers: json, body })
  })

  test('keeps its bytes as the function wrote them', () => {
    const payload = Buffer.from('{ "a" :  1.0 }')
    expect(interpretAnswer(payload)?.body).toEqual(payload)
  })
})

describe('an answer with a status code', () => {
  test.each([
    ['only the code', { statusCode: 204 }, { status: 204, headers: [], body: '' }],
    ['a body', { statusCode: 201, body: 'ü' }, { status: 201, headers: text, body: 'ü' }],
    ['digits', { statusCode: '404', body: null }, { status: 404, headers: [], body: '' }],
    ['base64', { statusCode: 200, body: 'aGk=', isBase64Encoded: true }, { status: 200, headers: text, body: 'hi' }],
    [
      'headers',
      { statusCode: 200, headers: { 'X-N': 1, 'x-b': true, 'Content-Type': 'a/b' }, body: 'x' },
      {
        status: 200,
        headers: [
          ['X-N', '1'],
          ['x-b', 'true'],
          ['Content-Type', 'a/b'],
        ],
        body: 'x',
      },
    ],
    [
      'cookies',
      { statusCode: 200, headers: { 'Set-Cookie': 'c=3' }, cookies: ['a=1; Secure', 'b=2'] },
      {
        status: 200,
        headers: [
          ['Set-Cookie', 'c=3'],
          ['set-cookie', 'a=1; Secure'],
          ['set-cookie', 'b=2'],
        ],
        body: '',
      },
    ],
    [
      'headers that are the gateway’s own',
      {
        statusCode: 200,
        headers: { 'Content-Length': '999', Connection: 'close', 'Transfer-Encoding': 'chunked', Upgrade: 'x', a: 'b' },
      },
      { status: 200, headers: [['a', 'b']], body: '' },
    ],
    [
      'text in a header',
      { statusCode: 200, headers: { a: 'ü' } },
      { status: 200, headers: [['a', Buffer.from('ü').toString('latin1')]], body: '' },
    ],
    [
      'headers of format 1.0',
      { statusCode: 200, multiValueHeaders: { a: ['b'] } },
      { status: 200, headers: [], body: '' },
    ],
  ])('and %s', (_what, value, expected) => {
    expect(interpret(value)).toEqual(expected)
  })

  test.each([
    ['no number', { statusCode: 'ok' }],
    ['null', { statusCode: null }],
    ['a fraction', { statusCode: 200.5 }],
    ['out of range', { statusCode: 600 }],
    ['interim', { statusCode: 101 }],
    ['with a body that is no string', { statusCode: 200, body: { a: 1 } }],
    ['with broken base64', { statusCode: 200, body: 'a-b!', isBase64Encoded: true }],
    ['with headers that are no map', { statusCode: 200, headers: ['a'] }],
    ['with a header of several values', { statusCode: 200, headers: { a: ['b', 'c'] } }],
    ['with a line end in a header', { statusCode: 200, headers: { a: 'b\r\nset-cookie: x=1' } }],
    ['with a line end in a name', { statusCode: 200, headers: { 'a\r\nb': 'c' } }],
    ['with a line end in a cookie', { statusCode: 200, cookies: ['a=1\nb'] }],
    ['with cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
  ])('%s is invalid', (_what, value) => {
    expect(interpret(value)).toBeUndefined()
  })
})

test('what is not JSON is invalid', () => {
  expect(interpretAnswer(Buffer.from('hello'))).toBeUndefined()
  expect(interpretAnswer(Buffer.alloc(0))).toBeUndefined()
})
