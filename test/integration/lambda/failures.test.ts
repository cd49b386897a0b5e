import { describe, expect, test } from 'vitest'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { isAlive, returnedBy, startFixture, waitUntil } from './function-fixture.ts'

describe('errors of the handler', () => {
  test.each([
    ['an error', 'throw new RangeError("too far")', 'RangeError', 'too far'],
    ['an error with a name of its own', 'throw Object.assign(new Error("no"), { name: "Näme x" })', 'Näme x', 'no'],
    [
      'an error that lies about itself',
      'throw Object.assign(new Error(), { name: 5, message: null, stack: {} })',
      '5',
      'null',
    ],
    ['a string', 'throw "words"', 'string', 'words'],
    ['an object', 'throw { code: 1 }', 'object', '{"code":1}'],
    ['nothing', 'throw undefined', 'undefined', 'undefined'],
    ['a value that JSON cannot hold', 'return 1n', 'Runtime.JSONStringifyError', 'Unable to stringify response body'],
  ])('%s is reported, and the environment goes on', async (_what, body, errorType, errorMessage) => {
    const { lambda, pids, lines } = await startFixture(
      `export const handler = async (event) => { if (event.fail) { ${body} } return 'fine' }`,
    )
    expect(await lambda.invoke({ fail: true })).toMatchObject({ kind: 'function-error', errorType, errorMessage })
    await waitUntil(() => lines.some((line) => line.includes('\tERROR\tInvoke Error \t{')))
    expect(returnedBy(await lambda.invoke({}))).toBe('fine')
    expect(pids).toHaveLength(1)
    expect(lambda.status()).toMatchObject({ invocations: 2, errors: 1 })
  })

  test.each([
    ['an exception', 'setImmediate(() => { throw new TypeError("late") })', 'TypeError', 'late'],
    ['a rejection', 'Promise.reject(new Error("lost"))', 'Runtime.UnhandledPromiseRejection', 'Error: lost'],
  ])('%s that nobody catches ends the environment', async (_what, body, errorType, errorMessage) => {
    const { lambda, pids, exited } = await startFixture(
      `export const handler = (event) => { if (!event.fail) return 'fine'; ${body}; return new Promise(() => {}) }`,
    )
    expect(await lambda.invoke({ fail: true })).toMatchObject({ kind: 'function-error', errorType, errorMessage })
    expect(exited).toEqual(pids)
    expect(returnedBy(await lambda.invoke({}))).toBe('fine')
    expect(lambda.status()).toMatchObject({ environments: 1, coldStarts: 2, errors: 1 })
  })
})

describe('a process that ends', () => {
  test.each([
    ['by process.exit(3)', 'process.exit(3)', 'Runtime exited with error: exit status 3'],
    ['by process.exit(0)', 'process.exit(0)', 'Runtime exited without providing a reason'],
    ['by a signal', 'process.kill(process.pid, "SIGKILL")', 'Runtime exited with error: signal: SIGKILL'],
  ])('%s is a crash, and is replaced', async (_what, body, message) => {
    const { lambda, lines } = await startFixture(
      `export const handler = async (event) => { if (event.fail) { console.log('last words'); ${body}; await new Promise(() => {}) } return 'fine' }`,
    )
    const outcome = await lambda.invoke({ fail: true })
    expect(outcome).toMatchObject({ kind: 'crashed', errorType: 'Runtime.ExitError' })
    expect(outcome).toHaveProperty('errorMessage', `RequestId: ${outcome.requestId} Error: ${message}`)
    expect(returnedBy(await lambda.invoke({}))).toBe('fine')
    expect(lines).toContain(`RequestId: ${outcome.requestId} Error: ${message}`)
    const words = lines.findIndex((line) => line.endsWith('\tlast words'))
    const report = lines.findIndex((line) => line.endsWith('\tStatus: error\tError Type: Runtime.ExitError'))
    expect(words).toBeGreaterThan(0)
    expect(report).toBeGreaterThan(words)
  })

  test('between two events is forgotten', async () => {
    const { lambda, pids, exited } = await startFixture('export const handler = async () => process.pid')
    await lambda.invoke({})
    process.kill(pids[0] ?? 0, 'SIGKILL')
    await waitUntil(() => exited.length === 1)
    expect(lambda.status()).toMatchObject({ environments: 0, busy: 0 })
    expect(returnedBy(await lambda.invoke({}))).toBe(pids[1])
  })

  test('because its heap is full is a crash', async () => {
    const { lambda } = await startFixture(
      'export const handler = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(all.length + 0.5)) }',
      { memoryMb: 64 },
    )
    expect(await lambda.invoke({})).toMatchObject({ kind: 'crashed', errorType: 'Runtime.ExitError' })
  })
})

describe('the time limit', () => {
  test('kills the process, whatever it does, and the next event gets a new one', async () => {
    const clock = new ManualClock()
    const { lambda, pids, lines } = await startFixture(
      'export const handler = async (event) => { if (event.spin) for (;;) {} return process.pid }',
      { clock, timeoutMs: 3_000 },
    )
    const running = lambda.invoke({ spin: true })
    await waitUntil(() => lines.length > 0)
    clock.advance(2_999)
    expect(lambda.status()).toMatchObject({ busy: 1, errors: 0 })
    expect(isAlive(pids[0] ?? 0)).toBe(true)
    clock.advance(1)
    const outcome = await running
    expect(outcome).toMatchObject({ kind: 'timed-out', errorType: 'Sandbox.Timedout' })
    const { requestId } = outcome
    expect(outcome).toHaveProperty('errorMessage', `RequestId: ${requestId} Error: Task timed out after 3.00 seconds`)
    expect(isAlive(pids[0] ?? 0)).toBe(false)
    const at = lines.indexOf(`END RequestId: ${requestId}`)
    expect(lines[at - 1]).toBe(`2026-11-23T12:00:03.000Z ${requestId} Task timed out after 3.00 seconds`)
    expect(lines[at + 1]).toMatch(/\tDuration: 3000\.00 ms\t.*\tStatus: timeout$/)
    expect(returnedBy(await lambda.invoke({}))).toBe(pids[1])
  })

  test('starts when the function gets the event, not while it loads', async () => {
    const clock = new ManualClock()
    const { lambda, lines } = await startFixture(
      `console.log('loading'); await new Promise((resolve) => setTimeout(resolve, 50))
       export const handler = async () => 'in time'`,
      { clock, timeoutMs: 1_000 },
    )
    const running = lambda.invoke({})
    await waitUntil(() => lines.some((line) => line.endsWith('loading')))
    clock.advance(9_000)
    expect(returnedBy(await running)).toBe('in time')
  })

  test('is known to the function', async () => {
    const { lambda } = await startFixture(
      'export const handler = async (event, context) => context.getRemainingTimeInMillis()',
      { timeoutMs: 5_000 },
    )
    const left = returnedBy(await lambda.invoke({}))
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(5_000)
  })
})

describe('a function that cannot start', () => {
  test.each([
    ['throws while it loads', 'throw new EvalError("broken")', 'EvalError', 'broken'],
    ['is no JavaScript', 'export const = 1', 'Runtime.UserCodeSyntaxError', 'SyntaxError: '],
    [
      'has no handler',
      'export const other = 1',
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    ['has a handler that is no function', 'export const handler = 1', 'Runtime.HandlerNotFound', 'not a function'],
    ['takes a callback', 'export const handler = (e, c, done) => done()', 'Runtime.CallbackHandlerDeprecated', 'async'],
    ['ends while it loads', 'process.exit(9)', 'Runtime.ExitError', 'exit status 9'],
    ['rejects while it loads', 'await Promise.reject(new Error("no"))', 'Error', 'no'],
  ])('because it %s', async (_what, source, errorType, message) => {
    const { lambda, pids, lines } = await startFixture(source)
    const outcome = await lambda.invoke({})
    expect(outcome).toMatchObject({ kind: 'could-not-start', errorType })
    expect(lines.at(-1)).toMatch(/^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: /)
    expect(outcome).toHaveProperty('errorMessage', expect.stringContaining(message))
    expect(pids.filter(isAlive)).toEqual([])
    expect(lambda.status()).toMatchObject({ environments: 0, errors: 1 })
  })

  test('because there is no such program', async () => {
    const { lambda } = await startFixture('', { codeFolder: '/nowhere/at/all' })
    expect(await lambda.invoke({})).toMatchObject({ kind: 'could-not-start', errorType: 'Runtime.ExitError' })
  })

  test('within 10 s', async () => {
    const clock = new ManualClock()
    const { lambda, pids } = await startFixture('await new Promise(() => setInterval(() => {}, 1000))', { clock })
    const outcome = lambda.invoke({})
    await waitUntil(() => pids.length === 1 && clock.pending > 0)
    clock.advance(9_999)
    expect(isAlive(pids[0] ?? 0)).toBe(true)
    clock.advance(1)
    expect(await outcome).toMatchObject({ kind: 'could-not-start', errorType: 'Sandbox.Timedout' })
    expect(isAlive(pids[0] ?? 0)).toBe(false)
  })
})

describe('sizes', () => {
  const limit = 6_291_456
  const echo = `export const handler = async (event) => 'x'.repeat(event.answer ?? 0)`

  test('an event of 6,291,456 bytes is taken, one byte more is not', async () => {
    const { lambda, pids } = await startFixture(echo)
    const event = (bytes: number) => ({ filler: 'y'.repeat(bytes - '{"filler":""}'.length) })
    expect(await lambda.invoke(event(limit + 1))).toMatchObject({ kind: 'event-too-large' })
    expect(pids).toHaveLength(0)
    expect(returnedBy(await lambda.invoke(event(limit)))).toBe('')
  })

  test('an answer of 6,291,456 bytes is taken, one byte more is not, and the environment goes on', async () => {
    const { lambda, pids } = await startFixture(echo)
    expect(returnedBy(await lambda.invoke({ answer: limit - 2 }))).toHaveLength(limit - 2)
    expect(await lambda.invoke({ answer: limit - 1 })).toMatchObject({
      kind: 'answer-too-large',
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: expect.stringContaining('6291457 bytes'),
    })
    expect(returnedBy(await lambda.invoke({ answer: 1 }))).toBe('x')
    expect(pids).toHaveLength(1)
  })
})

test('environments that nobody uses are ended', async () => {
  const clock = new ManualClock()
  const { lambda, pids, exited } = await startFixture('export const handler = async () => 1', {
    ...{ clock, concurrency: 2, idleEnvironmentMs: 60_000 },
  })
  await Promise.all([lambda.invoke({}), lambda.invoke({})])
  clock.advance(40_000)
  await lambda.invoke({})
  clock.advance(20_000)
  await waitUntil(() => exited.length === 1)
  expect(lambda.status().environments).toBe(1)
  clock.advance(39_999)
  expect(pids.filter(isAlive)).toHaveLength(1)
  clock.advance(1)
  await waitUntil(() => exited.length === 2)
  expect(pids.filter(isAlive)).toEqual([])
  expect(lambda.status()).toMatchObject({ environments: 0, busy: 0 })
})
