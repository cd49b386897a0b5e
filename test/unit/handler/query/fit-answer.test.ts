import { describe, expect, test } from 'vitest'
import type { RecordedRequest } from '../../../../handler/contract.ts'
import { answerBytes, fitAnswer } from '../../../../handler/query/fit-answer.ts'
import { showBody } from '../../../../handler/query/show-request.ts'

const request = (body: Buffer): RecordedRequest => ({
  id: 1,
  receivedAt: '',
  method: '',
  path: '',
  query: '',
  headers: {},
  body: showBody(body, body.length, body.length),
  sourceIp: '',
  requestId: '',
  userAgent: '',
})

describe('an answer', () => {
  test('holds all that fit, in order', () => {
    const two = [request(Buffer.from('a')), request(Buffer.from('b'))]
    expect(fitAnswer(two)).toEqual({ requests: two, cut: false })
    expect(fitAnswer([])).toEqual({ requests: [], cut: false })
  })

  test.each([
    ['NUL, six bytes each in JSON', Buffer.alloc(2_000_000)],
    ['binary', Buffer.alloc(4_500_000, 255)],
    ['wide characters', Buffer.from('€'.repeat(1_700_000))],
  ])('is measured as JSON: %s', (_, body) => {
    const { requests, cut } = fitAnswer([request(body), request(Buffer.from('next'))])
    expect(cut).toBe(true)
    expect(requests).toHaveLength(1)
    expect(requests[0]?.body).toMatchObject({ bytes: body.length, truncated: true })
    expect(Buffer.byteLength(JSON.stringify(requests))).toBeLessThanOrEqual(answerBytes + 2)
  })
})
