import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { measureWidth } from '../../../src/ui/truncate.ts'
import { buildFixture, removeFixtures, TerminalSession } from './session.ts'

let script: string
let session: TerminalSession

beforeAll(async () => {
  script = await buildFixture('show-progress')
})

afterEach(() => {
  session.kill()
})

afterAll(removeFixtures)

async function start(columns = 80, env: NodeJS.ProcessEnv = {}): Promise<(...entry: [string, unknown?]) => void> {
  session = new TerminalSession(script, { columns, env })
  await session.receive('\u001b[?25h')
  return (...entry) => session.type(`${JSON.stringify(entry)}\n`)
}

const steps = [
  { id: 'database', title: 'Start the database' },
  { id: 'proxy', title: 'Start the proxy' },
  { id: 'table', title: 'Make the table' },
]

test('steps wait, run side by side, and end in place; the result comes last', async () => {
  const send = await start()
  send('steps-announced', { steps })
  await session.see('· Make the table')
  expect(session.screen.lines.filter((line) => line.startsWith('·'))).toHaveLength(3)
  expect(session.output).not.toContain('✔')
  send('step-started', { id: 'database' })
  send('step-started', { id: 'proxy' })
  await session.see(/[⠋-⠿] Start the proxy/)
  send('step-progressed', { id: 'database', detail: 'making the data directory' })
  await session.see(/[⠋-⠿] Start the database {2}making the data directory$/m)
  send('advance', 2_500)
  await session.see('making the data directory  2.5 s')
  send('step-finished', { id: 'database', detail: 'MariaDB 10.11' })
  send('step-skipped', { id: 'table', reason: 'it is there' })
  await session.see('✔ Start the database  MariaDB 10.11  2.5 s')
  send('result', 'http://127.0.0.1:3000')
  send('step-finished', { id: 'proxy' })
  send('close')
  expect(await session.exited).toBe(0)
  const { lines, cursorVisible } = session.screen
  expect(lines.filter(Boolean)).toEqual([
    '✔ Start the database  MariaDB 10.11  2.5 s',
    '✔ Start the proxy  2.5 s',
    '↓ Make the table  it is there',
    'http://127.0.0.1:3000',
  ])
  expect(cursorVisible).toBe(true)
})

test('steps that are announced later are added; warnings stand below the list', async () => {
  const send = await start()
  send('steps-announced', { steps: steps.slice(0, 1) })
  send('step-started', { id: 'database' })
  await session.see('Start the database')
  send('warned', { message: 'TLS is off', nextStep: 'rds-proxy-webhook init --require-tls' })
  send('steps-announced', { steps: steps.slice(1, 2) })
  await session.see('· Start the proxy')
  send('step-failed', { id: 'database', message: 'no space left' })
  await session.see('✖ Start the database  no space left')
  send('error', 'it failed')
  send('close')
  await session.exited
  expect(session.screen.lines.filter(Boolean).slice(0, 5)).toEqual([
    '✖ Start the database  no space left  0 ms',
    '· Start the proxy',
    'Warning: TLS is off',
    '         rds-proxy-webhook init --require-tls',
    'Error: Something went wrong inside rds-proxy-webhook: it failed.',
  ])
})

test.each([60, 80, 120])('a load is one bar that grows, at %i columns', async (columns) => {
  const send = await start(columns)
  send('load-progressed', { sent: 250, failed: 0, total: 1000, elapsedMs: 500 })
  await session.see('25 %  250 of 1,000 requests  500/s  500 ms')
  send('load-progressed', { sent: 1000, failed: 7, total: 1000, elapsedMs: 2000 })
  await session.see('100 %  1,000 of 1,000 requests  500/s  7 failed  2.0 s')
  send('close')
  await session.exited
  const lines = session.screen.lines.filter(Boolean)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(columns === 60 ? /^✔ +100 %/ : /^✔ █{19,24} +100 %/)
  expect(measureWidth(lines[0] ?? '')).toBeLessThanOrEqual(columns)
})

test('long texts are cut to the width, so that redrawing never leaves lines behind', async () => {
  const send = await start(60)
  send('step-started', { id: 'database' })
  send('step-progressed', { id: 'database', detail: '日本語'.repeat(60) })
  await session.see('…')
  send('step-progressed', { id: 'database', detail: 'short' })
  await session.see('database  short')
  send('close')
  await session.exited
  expect(session.screen.lines.filter(Boolean)).toHaveLength(1)
})

test('NO_COLOR keeps the list and drops the colours; CI drops the list', async () => {
  const send = await start(80, { NO_COLOR: '1' })
  send('step-started', { id: 'database' })
  send('step-finished', { id: 'database' })
  await session.see('✔ database')
  send('close')
  await session.exited
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  expect(session.output).not.toMatch(/\u001b\[\d+(;\d+)*m/)
  const plain = await start(80, { CI: 'true', NO_COLOR: '1' })
  plain('step-started', { id: 'database' })
  plain('step-finished', { id: 'database' })
  plain('close')
  await session.exited
  expect(session.output).toBe('\u001b[?25h✔ database  0 ms\r\n')
})
