import { expect, test } from 'vitest'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { startFixture as startFunctionFixture, waitUntil } from '../lambda/function-fixture.ts'
import { startFixture } from './gateway-fixture.ts'

test('of 300 requests at once each gets its own answer or a 503, and none gets lost', async () => {
  const { lambda } = await startFunctionFixture(
    `export const handler = async (event) => ({ statusCode: 201, body: event.rawPath + ' ' + event.requestContext.requestId })`,
    { concurrency: 4 },
  )
  const { gateway, log } = await startFixture((event) => lambda.invoke(event))
  const answers = await Promise.all(
    Array.from({ length: 300 }, async (_, at) => {
      const response = await fetch(`${gateway.url}/n/${at}`)
      return { at, status: response.status, id: response.headers.get('apigw-requestid'), text: await response.text() }
    }),
  )
  const served = answers.filter(({ status }) => status === 201)
  const throttled = answers.filter(({ status }) => status === 503)
  expect(served.length).toBeGreaterThan(0)
  expect(served.length + throttled.length).toBe(300)
  for (const { at, id, text } of served) expect(text).toBe(`/n/${at} ${id}`)
  for (const { text } of throttled) expect(text).toBe('{"message":"Service Unavailable"}')
  expect(new Set(answers.map(({ id }) => id)).size).toBe(300)
  expect(lambda.status()).toMatchObject({ invocations: served.length, throttles: throttled.length, errors: 0, busy: 0 })
  expect(log).toHaveLength(300)
})

test('a function that crashes, hangs or cannot start is a 500, and the next request is served', async () => {
  const clock = new ManualClock()
  const { lambda, lines } = await startFunctionFixture(
    `export const handler = async (event) => {
       console.log(event.rawPath)
       if (event.rawPath === '/crash') process.exit(1)
       if (event.rawPath === '/hang') await new Promise((resolve) => setTimeout(resolve, 60000))
       if (event.rawPath === '/throw') throw new Error('secret')
       if (event.rawPath === '/large') return 'x'.repeat(6291456)
       return 'fine'
     }`,
    { clock, timeoutMs: 3_000 },
  )
  const { gateway } = await startFixture((event) => lambda.invoke(event))
  for (const path of ['/crash', '/hang', '/throw', '/large']) {
    const answer = fetch(gateway.url + path)
    if (path === '/hang') {
      await waitUntil(() => lines.some((line) => line.endsWith('\t/hang')))
      clock.advance(3_000)
    }
    const response = await answer
    expect([path, response.status, await response.text()]).toEqual([path, 500, '{"message":"Internal Server Error"}'])
    expect(await (await fetch(gateway.url)).text()).toBe('fine')
  }
  expect(lambda.status()).toMatchObject({ invocations: 8, errors: 4, coldStarts: 3, environments: 1 })
})
