import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RuntimeApi, type RuntimeListener } from '../../../src/targets/local/lambda/runtime-api.ts'
import { waitUntil } from './function-fixture.ts'

const seen: unknown[] = []
const listener: RuntimeListener = {
  onNext: () => seen.push('next'),
  onResponse: (body) => seen.push(['response', body.payload.toString(), body.tooLarge]),
  onInvocationError: (report) => seen.push(['error', report]),
  onInitError: (report) => seen.push(['init', report]),
}
let api: RuntimeApi

beforeEach(async () => {
  seen.length = 0
  api = new RuntimeApi(listener)
  await api.listen()
})
afterEach(() => api.close())

interface Answer {
  status: number
  headers: Record<string, unknown>
  body: string
}

/** One request as any HTTP client would send it; without `length` the body goes out in chunks. */
function call(method: string, path: string, body?: string[], headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`http://${api.address}${path}`, { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks).toString() })
      })
    })
    outgoing.on('error', reject)
    for (const chunk of body ?? []) outgoing.write(chunk)
    outgoing.end()
  })
}

const event = {
  requestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  deadlineMs: 1542409706888,
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
  traceId: 'Root=1-2-3',
  payload: Buffer.from('{"a":1}'),
}
const invocation = '/2018-06-01/runtime/invocation'

async function takeEvent(): Promise<Answer> {
  const next = call('GET', `${invocation}/next`)
  await waitUntil(() => seen.includes('next'))
  api.deliver(event)
  return next
}

describe('the Runtime API', () => {
  test('listens on the loopback address only', () => {
    expect(api.address).toMatch(/^127\.0\.0\.1:\d+$/)
  })

  test('hands out an event with Lambda’s headers', async () => {
    const answer = await takeEvent()
    expect(answer).toMatchObject({ status: 200, body: '{"a":1}' })
    expect(answer.headers).toMatchObject({
      'lambda-runtime-aws-request-id': event.requestId,
      'lambda-runtime-deadline-ms': '1542409706888',
      'lambda-runtime-invoked-function-arn': event.functionArn,
      'lambda-runtime-trace-id': 'Root=1-2-3',
    })
  })

  test('takes a response sent in chunks, once', async () => {
    await takeEvent()
    const path = `${invocation}/${event.requestId}/response`
    expect(await call('POST', path, ['{"b"', ':2}'])).toMatchObject({ status: 202, body: '{"status":"OK"}' })
    expect(seen).toEqual(['next', ['response', '{"b":2}', false]])
    expect(await call('POST', path, ['3'])).toMatchObject({ status: 400 })
    expect(seen).toHaveLength(2)
  })

  test('refuses a response that is too large and says so to the listener', async () => {
    await takeEvent()
    const body = ['x'.repeat(6_291_456), 'y']
    expect(await call('POST', `${invocation}/${event.requestId}/response`, body)).toMatchObject({ status: 413 })
    expect(seen.at(-1)).toEqual(['response', '', true])
  })

  test.each([
    ['a full report', '{"errorType":"T","errorMessage":"M","stackTrace":[]}', { errorType: 'T', errorMessage: 'M' }],
    ['no type', '{"errorMessage":"M"}', { errorType: 'Header.Type', errorMessage: 'M' }],
    ['no JSON', 'oops', { errorType: 'Header.Type', errorMessage: '' }],
    ['no object', 'null', { errorType: 'Header.Type', errorMessage: '' }],
  ])('takes an error with %s', async (_what, body, report) => {
    await takeEvent()
    const headers = { 'Lambda-Runtime-Function-Error-Type': 'Header.Type' }
    const answers = [
      await call('POST', `${invocation}/${event.requestId}/error`, [body], headers),
      await call('POST', '/2018-06-01/runtime/init/error', [body], headers),
    ]
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(seen).toEqual(['next', ['error', report], ['init', report]])
  })

  test.each([
    ['GET', '/'],
    ['GET', '/2018-06-01/runtime/invocation'],
    ['GET', '/2020-01-01/runtime/invocation/next'],
    ['DELETE', `${invocation}/next`],
    ['POST', `${invocation}/next`],
    ['POST', `${invocation}/x/other`],
  ])('does not know %s %s', async (method, path) => {
    expect(await call(method, path)).toMatchObject({ status: 404 })
    expect(seen).toEqual([])
  })

  test('takes no result for an event it did not hand out', async () => {
    expect(await call('POST', `${invocation}/other/response`, ['1'])).toMatchObject({
      status: 400,
      body: expect.stringContaining('InvalidRequestID'),
    })
    expect(seen).toEqual([])
  })

  test.each([
    ['another Host', { Host: 'evil.example' }],
    ['an Origin', { Origin: 'https://evil.example' }],
  ])('refuses what a web page could send: %s', async (_what, headers) => {
    expect(await call('GET', `${invocation}/next`, [], headers as Record<string, string>)).toMatchObject({
      status: 403,
    })
    expect(seen).toEqual([])
  })
})
