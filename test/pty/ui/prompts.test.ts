import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildFixture, removeFixtures, TerminalSession } from './session.ts'

const enter = '\r'
const controlC = '\u0003'
const controlD = '\u0004'
const down = '\u001b[B'
const backspace = '\u007f'

let script: string
let session: TerminalSession | undefined

beforeAll(async () => {
  script = await buildFixture('ask-settings')
})

afterEach(() => {
  session?.kill()
})

afterAll(removeFixtures)

function start(flags: object = {}, env: NodeJS.ProcessEnv = {}, columns = 80): TerminalSession {
  session = new TerminalSession(script, { columns, env: { FLAGS: JSON.stringify(flags), ...env } })
  return session
}

/** All that init asks on this computer, each with the part of its question that is waited for. */
const questions = [
  'Where should it run',
  'Name of the environment (local)',
  'Port of the HTTP API on 127.0.0.1 (0 picks a free one) (3000)',
  "The database's max_connections (60)",
  'Share of the database connections that the proxy may open (%) (100)',
  'Share of the database connections kept open while idle (%) (50)',
  'How long a request may wait for a database connection (s) (120)',
  'How long a silent client may stay connected to the proxy (s) (1800)',
  'Require TLS from clients of the proxy? (Y/n)',
  'Which statements should not pin',
  'SQL to run on each new database connection (empty: none)',
  'Show the table of requests to a browser that opens any URL? (Y/n)',
]

/** What is asked when these are answered. */
const further = 'Anything else to change?'

/** Answers the only question that is open, and stands before the list of further settings. */
async function reachFurther(flags: object, columns = 80): Promise<TerminalSession> {
  const terminal = start(flags, {}, columns)
  await terminal.see('Port of the HTTP API')
  terminal.type(enter)
  await terminal.see(further)
  return terminal
}

/** The same questions by their flags. */
const order =
  'target env port database-max-connections max-connections-percent max-idle-connections-percent borrow-timeout idle-client-timeout require-tls pinning-filter init-query public-page'.split(
    ' ',
  )

/** All but the port, as flags. */
const rest = {
  target: 'local',
  env: 'local',
  'database-max-connections': '60',
  'max-connections-percent': '100',
  'max-idle-connections-percent': '50',
  'borrow-timeout': '120',
  'idle-client-timeout': '1800',
  'require-tls': true,
  'pinning-filter': 'none',
  'init-query': '',
  'public-page': true,
}

test('Enter takes every default; each question says why', async () => {
  const terminal = start()
  for (const question of questions) {
    await terminal.see(question)
    terminal.type(enter)
  }
  await terminal.see(further)
  terminal.type(enter)
  await terminal.see('Go on?')
  const shown = terminal.screen.lines.join('\n')
  expect(shown).toContain('"port":3000')
  expect(shown).toContain('"initQuery":""')
  expect(shown).toContain("The proxy's pool never grows beyond this part")
  terminal.type(`n${enter}`)
  expect(await terminal.exited).toBe(4)
})

test('a wrong answer is explained at once and can be mended', async () => {
  const terminal = start(rest)
  await terminal.see('(3000)')
  terminal.type(`70000${enter}`)
  await terminal.see('> It must be a whole number from 0 to 65535.')
  terminal.type(`${backspace.repeat(5)}4000${enter}`)
  await terminal.see(further)
  terminal.type(enter)
  await terminal.see('"port":4000')
  await terminal.see('Go on?')
  terminal.type(enter)
  await terminal.see('Type the name')
  terminal.type(`local${enter}`)
  await terminal.see('confirmed')
  expect(await terminal.exited).toBe(0)
})

test('choices are picked with the arrows, and the answers that follow fit them', async () => {
  const terminal = start()
  await terminal.see('Where should it run')
  terminal.type(down)
  await terminal.see('❯ aws')
  terminal.type(enter)
  await terminal.see('Name of the environment (aws)')
  terminal.type(controlC)
  expect(await terminal.exited).toBe(130)
})

test('a choice that another answer forbids is asked again', async () => {
  const { 'require-tls': _, 'database-max-connections': __, ...others } = rest
  const aws = { ...others, target: 'aws', env: 'cloud', profile: '', region: 'eu-central-1', preset: 'learning' }
  const terminal = start({ ...aws, 'instance-class': 'db.t4g.micro', 'client-auth': 'iam' })
  await terminal.see('Require TLS')
  terminal.type(`n${enter}`)
  await terminal.see('> It must be true with --client-auth iam.')
  terminal.type(`y${enter}`)
  await terminal.see(further)
  terminal.type(enter)
  await terminal.see('"requireTls":true')
})

test('further settings are changed one after the other, with why, check and the new value in the list', async () => {
  const terminal = await reachFurther({ ...rest, 'rate-limit': '500' })
  await terminal.see(
    /❯ No, go on\n {2}Functions at once +50\n {2}Database program +look for one\n- Requests a second +500 {2}by --rate-limit/,
  )
  terminal.type(down)
  await terminal.see('As the concurrency limit of Lambda')
  terminal.type(enter)
  await terminal.see('How many environments of the function may run at once (50)')
  terminal.type(`0${enter}`)
  await terminal.see('> It must be a whole number from 1 to 1000.')
  terminal.type(`${backspace}7${enter}`)
  await terminal.see(/Functions at once +7\n/)
  terminal.type(down.repeat(3) + enter)
  await terminal.see('> It is given already, and stays as it is.')
  terminal.type(`${down}${enter}`)
  await terminal.see('(5000)')
  terminal.type(`6000${enter}`)
  await terminal.see(/Requests in a burst +6000\n/)
  terminal.type(enter)
  await terminal.see('"functionConcurrency":7')
  await terminal.see('"throttling":{"rateLimit":500,"burstLimit":6000}')
  expect(terminal.screen.lines.join('\n')).toContain(`✔ ${further} no`)
})

test.each([controlC, controlD])('leaving the list, or a question that was chosen in it, ends with 130', async (key) => {
  for (const chosen of [false, true]) {
    const terminal = await reachFurther(rest)
    if (chosen) terminal.type(down + enter)
    if (chosen) await terminal.see('How many environments')
    terminal.type(key)
    expect(await terminal.exited).toBe(130)
    expect(terminal.screen.lines.join('\n')).toContain('Interrupted: nothing was changed.')
    expect(terminal.screen.cursorVisible).toBe(true)
  }
})

const aws = {
  ...Object.fromEntries(Object.entries(rest).filter(([flag]) => flag !== 'database-max-connections')),
  target: 'aws',
  profile: '',
  region: 'eu-central-1',
  'client-auth': 'secret',
  'instance-class': 'db.t4g.micro',
}

test.each([60, 80, 120])('no line of the list is broken within a word at %i columns', async (columns) => {
  const tags = { tag: ['team=payments', 'cost-centre=4711', 'purpose=a-text-that-is-long-enough-to-be-cut'] }
  const terminal = start({ ...aws, ...tags }, {}, columns)
  await terminal.see('What it is for')
  terminal.type(enter)
  await terminal.see(/Anything else.*⏎ select/s)
  const lines = terminal.screen.lines.slice(terminal.screen.lines.findIndex((line) => line.includes(further)) + 1)
  expect(lines.slice(0, 12).map((line) => line.slice(2, 28).trim())).toEqual([
    'No, go on',
    'Account id',
    'MySQL version',
    'Storage',
    'Detailed log of the proxy',
    'Logs are kept',
    'X-Ray traces',
    'VPC',
    'Tags',
    'Requests a second',
    'Requests in a burst',
    '',
  ])
  expect(lines.find((line) => line.startsWith('- Tags'))).toMatch(/team=pay.* {2}by --tag$/)
  terminal.type(down.repeat(2) + enter)
  await terminal.see('8.4: standard support until 2029-07-31')
  terminal.type(down + down)
  await terminal.see('❯ a minor version')
  const words = terminal.screen.lines.join(' ').split(/\s+/).join(' ')
  expect(words).toContain('8.0: paid Extended Support, about 146 USD more a month; twice that with preset production')
  terminal.type(enter)
  await terminal.see('MySQL version (8.4)')
  terminal.type(`8.4.10${enter}`)
  await terminal.see(/MySQL version +8\.4\.10\n/)
})

test('typing anything but the name is a no', async () => {
  const terminal = start({ ...rest, port: '3000' })
  await terminal.see('Go on?')
  terminal.type(enter)
  await terminal.see('Type the name')
  terminal.type(`Local${enter}`)
  expect(terminal.output.split('  - 12 rows')).toHaveLength(2)
  await terminal.see('Nothing was changed.')
  expect(await terminal.exited).toBe(4)
})

/** What comes before each question, as flags, so that each program asks that question first. */
const flagsBefore = questions.map((_, index) =>
  Object.fromEntries(Object.entries({ port: '3000', ...rest }).filter(([flag]) => order.indexOf(flag) < index)),
)

async function leave(index: number, key: string): Promise<void> {
  const terminal = start(flagsBefore[index])
  await terminal.see(questions[index] ?? '')
  terminal.type(key)
  expect(await terminal.exited).toBe(130)
  expect(terminal.screen.lines.join('\n')).toContain('Interrupted: nothing was changed.')
  expect(terminal.screen.cursorVisible).toBe(true)
  expect(terminal.output).not.toContain('    at ')
}

test.each(questions.map((question, index) => [question, index] as const))(
  'Ctrl-C at "%s" ends with 130',
  async (_, index) => {
    await leave(index, controlC)
  },
)

test.each([
  ['a choice', 0],
  ['a text', 1],
  ['a yes or no', 8],
])('Ctrl-D at %s ends with 130', async (_, index) => {
  await leave(index, controlD)
})

test('a terminal that goes away ends the program', async () => {
  const terminal = start()
  await terminal.see('Where should it run')
  terminal.kill()
  await terminal.exited
})

test('NO_COLOR is honoured by prompts', async () => {
  const terminal = start(rest, { NO_COLOR: '1' })
  await terminal.see('(3000)')
  terminal.type(`x${enter}`)
  await terminal.see('must be a whole number')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
  expect(terminal.output).not.toMatch(/\u001b\[\d+(;\d+)*m/)
})
