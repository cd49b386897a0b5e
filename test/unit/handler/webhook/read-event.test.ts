import { describe, expect, test } from 'vitest'
import { readEvent } from '../../../../handler/webhook/read-event.ts'
import { refuseEvent } from '../../../../handler/webhook/refuse-event.ts'
import { makeHttpApiEvent } from '../../../fakes/http-api-event.ts'

describe('an event', () => {
  test('with a body in base64 is read as its bytes', () => {
    const body = Buffer.from([0, 255, 128, 10])
    expect(readEvent(makeHttpApiEvent({ body })).body.equals(body)).toBe(true)
    expect(readEvent(makeHttpApiEvent({ body: 'é' })).body).toEqual(Buffer.from('é'))
    expect(readEvent(makeHttpApiEvent()).body).toEqual(Buffer.alloc(0))
  })

  test('has its cookies among the headers, as the client sent them', () => {
    const event = makeHttpApiEvent({ headers: { host: 'h' }, cookies: ['a=1', 'b=2'] })
    expect(readEvent(event).headers).toEqual({ host: 'h', cookie: 'a=1; b=2' })
  })

  test('keeps a header with the name of a property of all objects', () => {
    const headers: Record<string, string> = JSON.parse('{"__proto__":"a","constructor":"b"}')
    const read = readEvent(makeHttpApiEvent({ headers })).headers
    expect(JSON.stringify(read)).toBe('{"__proto__":"a","constructor":"b"}')
  })

  test('that lacks what a client need not send is read all the same', () => {
    const event = makeHttpApiEvent()
    const { headers, rawQueryString, ...rest } = event
    expect(readEvent(rest as typeof event)).toMatchObject({ headers: {}, query: '', userAgent: '' })
  })

  test('is refused for the favicon, a path too long and a body too large', () => {
    const status = (input: Parameters<typeof makeHttpApiEvent>[0]) => refuseEvent(makeHttpApiEvent(input))?.statusCode
    expect(status({ path: '/favicon.ico' })).toBe(404)
    expect(status({ path: '/favicon.icon' })).toBeUndefined()
    expect(status({ path: 'x'.repeat(2_048) })).toBeUndefined()
    expect(status({ path: 'x'.repeat(2_049) })).toBe(414)
    expect(status({ path: '\u{1F600}'.repeat(2_048) })).toBeUndefined()
    expect(status({ body: 'x'.repeat(6_291_456) })).toBeUndefined()
    expect(status({ body: 'x'.repeat(6_291_457) })).toBe(413)
  })
})
