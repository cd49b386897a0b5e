import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../src/targets/local/lambda/clock.ts'
import { FunctionEnvironment } from '../../../src/targets/local/lambda/environment.ts'
import { isAlive, processState, returnedBy, startFixture, waitUntil } from './function-fixture.ts'

const onLinux = test.skipIf(process.platform !== 'linux')

describe('one environment', () => {
  test('hands event and context to the handler and its value back', async () => {
    const { lambda } = await startFixture(`
      export const handler = async (event, context) => ({
        event, context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID })`)
    const value = returnedBy(await lambda.invoke({ text: 'grüße \u{1F600}', list: [1, null] })) as Record<
      string,
      unknown
    >
    expect(value.event).toEqual({ text: 'grüße \u{1F600}', list: [1, null] })
    expect(value.context).toMatchObject({
      functionName: 'webhook',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:webhook',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/webhook',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(value.left).toBeGreaterThan(0)
    expect(value.left).toBeLessThanOrEqual(10_000)
    expect(value.trace).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/)
  })

  test.each([
    ['a plain value', 'export const handler = () => 7', 7],
    ['nothing', 'export const handler = async () => {}', null],
    ['a string', 'export const handler = async () => "a\\u0000b"', 'a\u0000b'],
    ['a thenable', 'export const handler = () => ({ then: (done) => done([1]) })', [1]],
  ])('takes a handler that returns %s', async (_what, source, expected) => {
    const { lambda } = await startFixture(source)
    expect(returnedBy(await lambda.invoke({}))).toEqual(expected)
  })

  test('takes an event that is already encoded', async () => {
    const { lambda } = await startFixture('export const handler = async (event) => event')
    expect(returnedBy(await lambda.invoke(Buffer.from('{"a":[1]}')))).toEqual({ a: [1] })
  })

  test('gives the function its own variables and Lambda’s, and nothing else of this process', async () => {
    process.env.OF_THE_PARENT = 'secret'
    const { lambda } = await startFixture(
      'export const handler = async () => ({ variables: process.env, offset: new Date().getTimezoneOffset(), folder: process.cwd() })',
      { variables: { OWN: 'yes', AWS_LAMBDA_FUNCTION_NAME: 'forged', AWS_REGION: 'eu-central-1', TZ: 'Asia/Tokyo' } },
    )
    delete process.env.OF_THE_PARENT
    const { variables, offset, folder } = returnedBy(await lambda.invoke({})) as {
      variables: Record<string, string>
      offset: number
      folder: string
    }
    expect(variables).toMatchObject({
      OWN: 'yes',
      AWS_LAMBDA_FUNCTION_NAME: 'webhook',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      AWS_REGION: 'eu-central-1',
      LAMBDA_TASK_ROOT: folder,
      TZ: ':UTC',
    })
    expect(offset).toBe(0)
    expect(variables).not.toHaveProperty('OF_THE_PARENT')
    expect(variables).not.toHaveProperty('HOME')
  })

  test('writes START, the function’s lines, END and REPORT in this order', async () => {
    const { lambda, lines } = await startFixture(`
      console.log('loading')
      export const handler = async () => {
        console.log('one', { two: 2 })
        console.error('three')
        process.stdout.write('no line end')
      }`)
    await lambda.invoke({})
    await lambda.stop()
    const id = lines[1]?.match(/^START RequestId: (\S+) Version: \$LATEST$/)?.[1]
    expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z\tundefined\tINFO\tloading$/)
    expect(lines[2]).toMatch(new RegExp(`^\\S+Z\t${id}\tINFO\tone \\{ two: 2 \\}$`))
    expect(lines[3]).toMatch(new RegExp(`^\\S+Z\t${id}\tERROR\tthree$`))
    expect(lines[4]).toBe(`END RequestId: ${id}`)
    expect(lines[5]).toMatch(
      new RegExp(
        `^REPORT RequestId: ${id}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\t` +
          '(Max Memory Used: \\d+ MB\t)?Init Duration: [\\d.]+ ms$',
      ),
    )
    expect(lines[6]).toBe('no line end')
  })

  onLinux('reports a memory figure that follows what the function uses', async () => {
    const { lambda, lines } = await startFixture(`
      const kept = []
      export const handler = async (event) => { if (event.megabytes) kept.push(Buffer.alloc(event.megabytes << 20, 1)) }`)
    for (const megabytes of [0, 100]) {
      await lambda.invoke({ megabytes })
      await waitUntil(() => lines.at(-1)?.startsWith('REPORT') ?? false)
    }
    const used = lines.flatMap((line) => line.match(/Max Memory Used: (\d+) MB/)?.[1] ?? []).map(Number)
    expect(used).toHaveLength(2)
    expect((used[1] ?? 0) - (used[0] ?? 0)).toBeGreaterThan(80)
  })

  onLinux('is frozen between events, and its timers with it', async () => {
    const { lambda, pids } = await startFixture(`
      let ticks = 0
      setInterval(() => { ticks += 1 }, 1)
      export const handler = async () => { const seen = ticks; ticks = 0; return seen }`)
    await lambda.invoke({})
    await waitUntil(async () => (await processState(pids[0] ?? 0)) === 'T')
    await new Promise((resolve) => setTimeout(resolve, 200))
    const seen = returnedBy(await lambda.invoke({}))
    expect(seen).toBeLessThan(50)
    await waitUntil(async () => (await processState(pids[0] ?? 0)) === 'T')
    expect(pids).toHaveLength(1)
  })

  test('keeps its state from one event to the next', async () => {
    const { lambda, pids } = await startFixture('let n = 0; export const handler = async () => ++n')
    for (const expected of [1, 2, 3, 4, 5]) expect(returnedBy(await lambda.invoke({}))).toBe(expected)
    expect(pids).toHaveLength(1)
    expect(lambda.status()).toEqual({
      ...{ name: 'webhook', environments: 1, busy: 0 },
      ...{ invocations: 5, errors: 0, throttles: 0, coldStarts: 1 },
    })
  })
})

describe('several environments', () => {
  const slow = `
    let n = 0
    export const handler = async (event) => {
      await new Promise((resolve) => setTimeout(resolve, event.ms ?? 0)); return [process.pid, ++n] }`

  test('run events side by side up to the limit, and throttle beyond it', async () => {
    const { lambda, pids } = await startFixture(slow, { concurrency: 3, simultaneousStarts: 3 })
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => lambda.invoke({ ms: 100 })))
    expect(outcomes.map(({ kind }) => kind)).toEqual(['success', 'success', 'success', 'throttled', 'throttled'])
    expect(outcomes[3]).toMatchObject({ errorType: 'TooManyRequestsException' })
    expect(new Set(outcomes.slice(0, 3).map((outcome) => JSON.stringify(returnedBy(outcome)))).size).toBe(3)
    expect(pids).toHaveLength(3)
    expect(lambda.status()).toMatchObject({ environments: 3, busy: 0, invocations: 3, throttles: 2, coldStarts: 3 })
  })

  test('start one after the other where processors are few; a free environment serves who waits for a start', async () => {
    const { lambda, pids } = await startFixture(slow, { concurrency: 20, simultaneousStarts: 1 })
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => lambda.invoke({ ms: 0 })))
    expect(outcomes.filter(({ kind }) => kind === 'success')).toHaveLength(20)
    expect(pids.length).toBeLessThan(20)
    expect(lambda.status()).toMatchObject({ invocations: 20, throttles: 0, coldStarts: pids.length, busy: 0 })
  })

  test('that start do not wait for slow events of others', async () => {
    const { lambda, pids } = await startFixture(slow, { concurrency: 3, simultaneousStarts: 1 })
    const outcomes = await Promise.all([1, 2, 3].map(() => lambda.invoke({ ms: 2_000 })))
    expect(outcomes.map(({ kind }) => kind)).toEqual(['success', 'success', 'success'])
    expect(pids).toHaveLength(3)
  })

  test('are reused, the most recently used one first', async () => {
    const { lambda } = await startFixture(slow, { concurrency: 2 })
    const done: unknown[] = []
    const run = async () => done.push(returnedBy(await lambda.invoke({})))
    await Promise.all([run(), run()])
    const [pid] = done[1] as [number, number]
    for (const count of [2, 3, 4]) expect(returnedBy(await lambda.invoke({}))).toEqual([pid, count])
  })

  test('lose and mix up nothing under load', async () => {
    const { lambda } = await startFixture('export const handler = async (event) => event', { concurrency: 4 })
    const client = async (name: number) => {
      for (let i = 0; i < 50; i += 1) {
        expect(returnedBy(await lambda.invoke({ name, i, filler: 'x'.repeat(i * 100) }))).toMatchObject({ name, i })
      }
    }
    await Promise.all([1, 2, 3, 4].map(client))
    expect(lambda.status()).toMatchObject({ invocations: 200, errors: 0, throttles: 0 })
  })
})

test('stop ends frozen and busy environments and leaves no process', async () => {
  const { lambda, pids, exited } = await startFixture(
    `process.on('SIGTERM', () => {})
     export const handler = (event) => event.wait ? new Promise(() => setInterval(() => {}, 1000)) : 1`,
    { concurrency: 2 },
  )
  const [frozen, busy] = [lambda.invoke({}), lambda.invoke({ wait: true })]
  await frozen
  await waitUntil(() => pids.length === 2)
  await lambda.stop()
  expect((await busy).kind).toMatch(/crashed|could-not-start/)
  expect(pids.filter(isAlive)).toEqual([])
  expect(exited.sort()).toEqual(pids.sort())
  expect(await lambda.invoke({})).toMatchObject({ kind: 'could-not-start', errorType: 'Function.Stopped' })
})

test('stop in the middle of starting leaves no invocation without an outcome', async () => {
  const { lambda, pids } = await startFixture('export const handler = async () => 1', {
    ...{ concurrency: 10, simultaneousStarts: 1 },
  })
  const invocations = Array.from({ length: 10 }, () => lambda.invoke({}))
  await waitUntil(() => pids.length === 1)
  await lambda.stop()
  const outcomes = await Promise.all(invocations)
  expect(outcomes.every(({ kind }) => kind === 'success' || kind === 'could-not-start')).toBe(true)
  expect(lambda.status().environments).toBe(0)
  expect(pids.filter(isAlive)).toEqual([])
})

test('an environment that is ended before it begins says so', async () => {
  const { options } = await startFixture('export const handler = async () => 1')
  const ended: unknown[] = []
  const watcher = {
    onStarted: () => {},
    onIdle: () => {},
    onEnd: (environment: unknown) => void ended.push(environment),
  }
  const environment = new FunctionEnvironment(options, systemClock, watcher)
  await environment.end()
  expect(await environment.invoke(Buffer.from('{}'))).toMatchObject({ kind: 'could-not-start' })
  expect(ended).toContain(environment)
})
