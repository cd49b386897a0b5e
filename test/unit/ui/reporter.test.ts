import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Declined, Fault, Interrupted, UserError } from '../../../src/errors.ts'
import { createReporter, type ReporterOptions } from '../../../src/ui/reporter.ts'
import { pickMode } from '../../../src/ui/terminal.ts'
import { createHandClock, recordStream } from './recording-stream.ts'

function setUp(options: Partial<ReporterOptions> = {}, stdout = recordStream(), stderr = recordStream()) {
  const reporter = createReporter({ json: false, stdout, stderr, env: {}, clock: createHandClock(), ...options })
  return { stdout, stderr, reporter }
}

const userError = new UserError({
  name: 'PortInUse',
  message: 'Port 3000 is in use by node (pid 7).',
  nextSteps: ['rds-proxy-webhook init --port 3001', 'Or stop the other program'],
})

describe('the mode', () => {
  test.each([
    ['a terminal', false, { isTTY: true }, {}, 'live'],
    ['a pipe', false, {}, {}, 'plain'],
    ['a build server with a terminal', false, { isTTY: true }, { CI: 'true' }, 'plain'],
    ['CI=false', false, { isTTY: true }, { CI: 'false' }, 'live'],
    ['a dumb terminal', false, { isTTY: true }, { TERM: 'dumb' }, 'plain'],
    ['--json', true, { isTTY: true }, {}, 'json'],
  ])('on %s', (_, json, stream, env, mode) => {
    expect(pickMode(json, stream, env)).toBe(mode)
  })
})

describe('plain', () => {
  test('a step that was going on before it was told of has its whole time', async () => {
    const { stderr, reporter } = setUp()
    reporter.emit('step-started', { id: 'a', sinceMs: 2_000 })
    reporter.emit('step-finished', { id: 'a' })
    await reporter.close()
    expect(stderr.text).toBe('✔ a  2.0 s\n')
  })

  test('the result is all that stdout gets', async () => {
    const { stdout, stderr, reporter } = setUp()
    reporter.emit('step-started', { id: 'a' })
    reporter.emit('step-finished', { id: 'a' })
    reporter.emit('warned', { message: 'careful' })
    reporter.explain(() => 'This deletes everything.')
    reporter.result({ url: 'http://127.0.0.1:3000' }, ({ url }) => url)
    await reporter.close()
    expect(stdout.text).toBe('http://127.0.0.1:3000\n')
    expect(stderr.text).toBe('✔ a  0 ms\nWarning: careful\nThis deletes everything.\n')
  })

  test('colour is decided for each stream', async () => {
    const { stdout, stderr, reporter } = setUp({}, recordStream({ isTTY: true }))
    expect(reporter.style.red('x')).toContain('\u001b[')
    reporter.error(userError)
    expect(stderr.text).not.toContain('\u001b[')
    expect(stdout.text).toBe('')
  })
})

test('sentences are broken between words on a terminal, what is to be typed never, and in a log neither', async () => {
  const message = 'AWS account 123456789012, region eu-west-1, as arn:aws:iam::123456789012:user/developers/dev.'
  const nextSteps: [string] = [`rds-proxy-webhook deploy --env ${'long-'.repeat(12)}name  # in a minute`]
  const say = async (stderr: ReturnType<typeof recordStream>) => {
    const { reporter } = setUp({ mode: 'plain' }, recordStream(), stderr)
    reporter.emit('noticed', { message })
    reporter.emit('warned', { message })
    reporter.error(new UserError({ name: 'Any', message, nextSteps }))
    reporter.error(new Interrupted(message, nextSteps))
    await reporter.close()
    return stripVTControlCharacters(stderr.text).trimEnd().split('\n')
  }
  const lines = await say(recordStream({ isTTY: true, columns: 60 }))
  expect(lines.filter((line) => line.length > 60)).toEqual([`Try: ${nextSteps[0]}`, `Next: ${nextSteps[0]}`])
  expect(lines.slice(0, 2)).toEqual([
    'Note: AWS account 123456789012, region eu-west-1, as',
    'arn:aws:iam::123456789012:user/developers/dev.',
  ])
  expect(await say(recordStream())).toContain(`Error: ${message}`)
})

test('a log gets whole lines where a terminal gets what fits', async () => {
  const message = `cannot start: ${'x'.repeat(200)}`
  const log = setUp()
  log.reporter.emit('step-failed', { id: 'a', message })
  expect(log.stderr.text).toContain(message)
  const terminal = setUp({ mode: 'plain' }, recordStream(), recordStream({ isTTY: true, columns: 60 }))
  terminal.reporter.emit('step-failed', { id: 'a', message })
  expect(terminal.stderr.text).toContain('xxx…')
})

describe('errors', () => {
  test('a user error is its sentence and what to type', () => {
    const { stdout, stderr, reporter } = setUp()
    expect(reporter.error(userError)).toBe(1)
    expect(stdout.text).toBe('')
    expect(stderr.text).toBe(
      'Error: Port 3000 is in use by node (pid 7).\nTry: rds-proxy-webhook init --port 3001\n     Or stop the other program\n',
    )
  })

  test('what a message quotes cannot act on the terminal', () => {
    const { stderr, reporter } = setUp()
    reporter.error(new UserError({ name: 'X', message: 'no \u001b[2J\nError: fake', nextSteps: ['\u009bm'] }))
    expect(stderr.text).toBe('Error: no \\x1b[2J\\nError: fake\nTry: \\x9bm\n')
  })

  test.each([
    ['a fault', new Fault('two proxies'), 'Fault', 'Something went wrong inside rds-proxy-webhook: two proxies.'],
    [
      'any error',
      new TypeError('x is undefined'),
      'UnexpectedError',
      'Something went wrong inside rds-proxy-webhook: x is undefined.',
    ],
    ['no error at all', 'boom', 'Fault', 'Something went wrong inside rds-proxy-webhook: boom.'],
  ])('%s is short, with a way to report it and no stack', (_, error, name, message) => {
    const text = setUp()
    expect(text.reporter.error(error, { logFile: '/state/background.log' })).toBe(1)
    expect(text.stderr.text).toContain(message)
    expect(text.stderr.text).toContain('Try: Read /state/background.log\n')
    expect(text.stderr.text).toContain('please report it')
    expect(text.stderr.text).not.toContain('    at ')
    const json = setUp({ json: true })
    json.reporter.error(error)
    expect(JSON.parse(json.stdout.text)).toMatchObject({ error: { name, message, exitCode: 1 } })
  })

  test('RDS_PROXY_WEBHOOK_DEBUG shows where, and the causes', () => {
    const { stderr, reporter } = setUp({ env: { RDS_PROXY_WEBHOOK_DEBUG: '1' } })
    reporter.error(new Error('outer', { cause: new Error('inner') }))
    expect(stderr.text).toMatch(/Error: outer\n +at .*caused by\nError: inner\n +at /s)
  })

  test('saying no and Ctrl-C are no errors but have their codes', () => {
    const { stderr, reporter } = setUp()
    expect(reporter.error(new Declined())).toBe(4)
    expect(reporter.error(new Interrupted('Interrupted: the database runs.'))).toBe(130)
    expect(stderr.text).toBe('Nothing was changed.\nInterrupted: the database runs.\n')
    const steps = ['rds-proxy-webhook deploy', 'rds-proxy-webhook deploy --cancel']
    reporter.error(new Interrupted('Stopped watching:', steps))
    expect(stderr.text).toMatch(
      /Stopped watching:\nNext: rds-proxy-webhook deploy\n {6}rds-proxy-webhook deploy --cancel\n$/,
    )
  })
})

describe('json', () => {
  test('one document on stdout, silence about progress, warnings on stderr', async () => {
    const { stdout, stderr, reporter } = setUp({ json: true })
    reporter.emit('steps-announced', { steps: [{ id: 'a', title: 'A' }] })
    reporter.emit('step-started', { id: 'a' })
    reporter.emit('load-progressed', { sent: 1, failed: 0, elapsedMs: 1 })
    reporter.emit('noticed', { message: 'n' })
    reporter.emit('warned', { message: 'w' })
    reporter.explain(() => 'for people')
    reporter.result({ rows: 1, path: '/\u009b\u001b' }, () => 'text')
    await reporter.close()
    expect(JSON.parse(stdout.text)).toEqual({ rows: 1, path: '/\u009b\u001b' })
    expect(stdout.text).not.toContain('\u009b')
    expect(stdout.text).not.toContain('\u001b')
    expect(stderr.text).toBe('Warning: w\n')
  })

  test('an error is the document, with its next steps', () => {
    const { stdout, stderr, reporter } = setUp({ json: true })
    expect(reporter.error(userError)).toBe(1)
    expect(JSON.parse(stdout.text)).toStrictEqual({
      error: {
        name: 'PortInUse',
        message: 'Port 3000 is in use by node (pid 7).',
        nextSteps: ['rds-proxy-webhook init --port 3001', 'Or stop the other program'],
        exitCode: 1,
      },
    })
    expect(stderr.text).toBe('')
  })

  test('an error after the result never makes a second document', () => {
    const { stdout, stderr, reporter } = setUp({ json: true })
    reporter.result({ ok: true }, () => '')
    reporter.error(userError)
    expect(JSON.parse(stdout.text)).toEqual({ ok: true })
    expect(stderr.text).toContain('Error: Port 3000')
  })
})

test('a reader that has gone ends the program quietly; other failures of stdout do not', () => {
  const listeners: ((error: NodeJS.ErrnoException) => void)[] = []
  const stdout = {
    ...recordStream(),
    on: (_: 'error', listener: (error: NodeJS.ErrnoException) => void) => listeners.push(listener),
  }
  let closed = 0
  setUp({
    stdout,
    onClosedPipe: () => {
      closed += 1
    },
  })
  expect(listeners).toHaveLength(1)
  listeners[0]?.(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  expect(closed).toBe(1)
  expect(() => listeners[0]?.(Object.assign(new Error('disk'), { code: 'ENOSPC' }))).toThrow('disk')
})
