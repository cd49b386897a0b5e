import { expect, test } from 'vitest'
import { answerFailure, answerRefusal } from '../../../src/targets/local/gateway/outcome-answers.ts'

test.each([
  ['function-error', 500, 'Internal Server Error'],
  ['timed-out', 500, 'Internal Server Error'],
  ['crashed', 500, 'Internal Server Error'],
  ['could-not-start', 500, 'Internal Server Error'],
  ['answer-too-large', 500, 'Internal Server Error'],
  ['event-too-large', 413, 'Request Entity Too Large'],
  ['throttled', 503, 'Service Unavailable'],
] as const)('%s is answered with %i %s', (kind, status, message) => {
  const answer = answerFailure(kind)
  expect(answer.status).toBe(status)
  expect(answer.headers).toEqual([['content-type', 'application/json']])
  expect(JSON.parse(answer.body.toString())).toEqual({ message })
})

test('a throttled API is 429, a slow integration 503', () => {
  expect(answerRefusal('rate-exceeded')).toMatchObject({
    status: 429,
    body: Buffer.from('{"message":"Too Many Requests"}'),
  })
  expect(answerRefusal('integration-timeout').status).toBe(503)
})
