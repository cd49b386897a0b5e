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

async function start(
  columns = 80,
  env: NodeJS.ProcessEnv = {},
  rows = 40,
): Promise<(...entry: [string, unknown?]) => void> {
  session = new TerminalSession(script, { columns, env, rows })
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

const resources = [
  { id: 'NetworkVpc7FB7348F', kind: 'AWS::EC2::VPC' },
  { id: 'DatabaseInstanceAA8A5FDE', kind: 'AWS::RDS::DBInstance', expectedSeconds: 600 },
  { id: 'DatabaseProxyDC6872F6', kind: 'AWS::RDS::DBProxy', expectedSeconds: 200 },
]

/** Seconds after the fixture's beginning, as the service would say it. */
const at = (seconds: number) => new Date(Date.parse('2026-03-01T12:00:00.000Z') + seconds * 1000).toISOString()

function move(index: number, state: string, seconds: number, detail?: string): [string, object] {
  const { id, kind } = resources[index] as (typeof resources)[number]
  return ['resource-moved', { id, kind, state, verb: 'create', at: at(seconds), ...(detail && { detail }) }]
}

const progress = { finished: 0, total: 3, elapsedSeconds: 0, remainingSeconds: 360, slow: [] }

test('an operation is a tree that grows and folds in place, below the steps', async () => {
  const send = await start(60)
  send('steps-announced', { steps: steps.slice(0, 1) })
  send('step-started', { id: 'database' })
  send('operation-started', { direction: 'create', resources })
  send('operation-progressed', progress)
  send(...move(0, 'running', 0))
  send(...move(1, 'running', 0))
  await session.see('  › private network NetworkVpc  0 s')
  send('advance', 65_000)
  send(...move(0, 'finished', 60))
  await session.see('Creating  0 of 3 done  1 min 5 s  about 5 min left')
  await session.see(/✔ network {2}1\/1\n {2}› database {2}0\/1\n {4}› MySQL database DatabaseInstance {2}1 min 5 s/)
  send('noticed', { message: 'AWS goes on without this program' })
  await session.see('Note: AWS goes on')
  send(...move(1, 'finished', 65))
  send(...move(2, 'running', 65))
  send(...move(2, 'finished', 65))
  send('operation-progressed', { ...progress, finished: 3, elapsedSeconds: 65, remainingSeconds: 0 })
  send('operation-ended', { outcome: 'done' })
  send('step-finished', { id: 'database' })
  send('result', 'http://example.test')
  send('close')
  expect(await session.exited).toBe(0)
  expect(session.screen.lines.filter(Boolean)).toEqual([
    '✔ Start the database  1 min 5 s',
    '✔ Created  3 of 3  1 min 5 s',
    '  ✔ network  1/1',
    '  ✔ database  1/1',
    '  ✔ proxy  1/1',
    'Note: AWS goes on without this program',
    'http://example.test',
  ])
  expect(session.screen.cursorVisible).toBe(true)
})

test('a rollback takes the tree over, in yellow, with the reason in red', async () => {
  const send = await start()
  send('operation-started', { direction: 'create', resources })
  send(...move(0, 'finished', 10))
  send(...move(2, 'failed', 20, 'quota exceeded'))
  send('operation-started', { direction: 'roll-back', resources: [] })
  await session.see('Rolling back  2 left')
  expect(session.output).toContain('\u001b[33mRolling back')
  expect(session.output).toContain('\u001b[31mRDS Proxy DatabaseProxy could not be made: quota exceeded')
  send('operation-ended', { outcome: 'failed' })
  await session.see('✖ Rolling back failed')
  send('close')
  await session.exited
})

test('an operation takes no more rows than the terminal has', async () => {
  const send = await start(80, {}, 12)
  const many = Array.from({ length: 30 }, (_, index) => ({ id: `Subnet${index}`, kind: 'AWS::EC2::Subnet' }))
  send('operation-started', { direction: 'create', resources: many })
  for (const { id, kind } of many) send('resource-moved', { id, kind, state: 'running', verb: 'create', at: at(0) })
  await session.see(/and \d\d more/)
  const shown = session.screen.lines.filter(Boolean)
  expect(shown.length).toBeLessThan(12)
  expect(shown[0]).toContain('Creating')
  send('close')
  await session.exited
})

test('the list gives way to a question and goes on below it', async () => {
  const send = await start()
  send('steps-announced', { steps })
  send('step-started', { id: 'database' })
  send('step-finished', { id: 'database' })
  await session.see('✔ Start the database')
  send('pause', 'Go on? yes')
  await session.see('Go on? yes')
  expect(session.screen.lines.filter(Boolean)).toEqual(['✔ Start the database  0 ms', 'Go on? yes'])
  send('step-started', { id: 'proxy' })
  send('step-finished', { id: 'proxy' })
  send('step-skipped', { id: 'table', reason: 'it is there' })
  await session.see('✔ Start the proxy')
  send('close')
  await session.exited
  expect(session.screen.lines.filter(Boolean)).toEqual([
    '✔ Start the database  0 ms',
    'Go on? yes',
    '✔ Start the proxy  0 ms',
    '↓ Make the table  it is there',
  ])
  expect(session.screen.cursorVisible).toBe(true)
})
