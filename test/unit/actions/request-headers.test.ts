import { describe, expect, it } from 'vitest'
import { parseHeaders, parseMethod } from '../../../src/actions/request-headers.ts'

describe('parseHeaders', () => {
  it('reads names without regard to case, keeps repeated headers apart and the last of those that may be there once', () => {
    expect(
      parseHeaders(['X-A: 1', 'x-a:2', 'Content-Type: a/b', 'content-type: c/d', 'x-empty:', 'x-t: 10:30']),
    ).toEqual({
      'x-a': ['1', '2'],
      'content-type': ['c/d'],
      'x-empty': [''],
      'x-t': ['10:30'],
    })
  })

  it('spells text outside of ASCII in the bytes of UTF-8', () => {
    expect(parseHeaders(['x-name: ü'])).toEqual({ 'x-name': ['Ã¼'] })
  })

  it.each(['', 'no colon', ': value', 'bad name: x', 'x-line: a\r\nx-other: b', 'x-nul: \0'])('refuses %j', (line) => {
    expect(() => parseHeaders(['x-good: 1', line])).toThrow(
      expect.objectContaining({ name: 'InvalidHeader', exitCode: 2, message: expect.stringContaining('number 2') }),
    )
  })

  it('does not repeat a credential in the message', () => {
    expect(() => parseHeaders(['Authorization Bearer hunter2'])).not.toThrow('hunter2')
    expect(() => parseHeaders(['Authorization Bearer hunter2'])).toThrow()
  })

  it.each(['Content-Length: 5', 'transfer-encoding: chunked', 'Connection: close', 'Upgrade: h2c'])(
    'leaves to the program what belongs to the connection: %s',
    (line) => {
      expect(() => parseHeaders([line])).toThrow(expect.objectContaining({ name: 'HeaderNotAllowed', exitCode: 2 }))
    },
  )
})

describe('parseMethod', () => {
  it.each([
    ['get', 'GET'],
    ['PROPFIND', 'PROPFIND'],
  ])('%s', (typed, sent) => expect(parseMethod(typed)).toBe(sent))

  it.each(['', 'GE T', 'GET\r\n', 'größe', 'CONNECT'])('refuses %j', (method) => {
    expect(() => parseMethod(method)).toThrow(expect.objectContaining({ name: 'InvalidMethod', exitCode: 2 }))
  })
})
