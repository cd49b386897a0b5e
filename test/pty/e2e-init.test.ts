import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findProcessesOf } from '../e2e/processes.ts'
import { cleanEnvironment, Project, programFile } from '../e2e/program.ts'
import { TerminalSession } from './ui/session.ts'

const enter = '\r'
const controlC = '\u0003'
const down = '\u001b[B'

let project: Project
let session: TerminalSession | undefined

beforeEach(() => {
  project = new Project()
})
afterEach(async () => {
  session?.kill()
  await project.close(['local', 'mine'])
})

function start(...args: string[]): TerminalSession {
  const env = { ...cleanEnvironment({ TERM: 'xterm-256color' }), CI: '' }
  session = new TerminalSession(programFile, { args, cwd: project.folder, env, columns: 100 })
  return session
}

const readFile = () => JSON.parse(readFileSync(join(project.folder, 'rds-proxy-webhook.json'), 'utf8'))

/** What init asks for this computer: the beginning of the question, another answer than its default, and its key. */
const questions: [question: string, answer: string, key: string, value: unknown][] = [
  ['Where should it run', '', 'target', 'local'],
  ['Name of the environment', 'mine', 'environment', 'mine'],
  ['Port of the HTTP API', '0', 'port', 0],
  ["The database's max_connections", '20', 'databaseMaxConnections', 20],
  ['Share of the database connections that the proxy may open', '50', 'proxy.maxConnectionsPercent', 50],
  ['Share of the database connections kept open while idle', '10', 'proxy.maxIdleConnectionsPercent', 10],
  ['How long a request may wait', '5', 'proxy.borrowTimeout', 5],
  ['How long a silent client may stay', '60', 'proxy.idleClientTimeout', 60],
  ['Require TLS', 'n', 'proxy.requireTls', false],
  ['Which statements should not pin', down, 'proxy.pinningFilter', 'exclude-variable-sets'],
  [
    'SQL to run on each new database connection',
    "SET time_zone = '+00:00'",
    'proxy.initQuery',
    "SET time_zone = '+00:00'",
  ],
  ['Show the table of requests', 'n', 'publicPage', false],
]

/** The list of further settings, at which Enter goes on. */
const further = 'Anything else to change?'

/** Answers the questions that come before the one with this index; all of them without an index. */
async function answer(terminal: TerminalSession, upTo = questions.length): Promise<void> {
  for (const [question, text] of questions.slice(0, upTo)) {
    await terminal.see(question)
    terminal.type(text + enter)
  }
}

describe('init on a terminal', () => {
  test('takes the answers, shows the steps as they go, and leaves the terminal as it was', async () => {
    const terminal = start('init')
    await answer(terminal)
    await terminal.see(further)
    terminal.type(down + enter)
    await terminal.see('How many environments of the function')
    terminal.type(`5${enter}`)
    await terminal.see(/Functions at once +5\n/)
    terminal.type(enter)
    await terminal.see(/Start the database/)
    expect(await terminal.exited).toBe(0)
    expect(terminal.output).toContain('\u001b[?25l')
    expect(terminal.screen.cursorVisible).toBe(true)
    const shown = terminal.screen.lines.filter((line) => line !== '')
    expect(shown.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(shown.join('\n')).toMatch(/✔ Ask the database through the proxy/)
    const { defaultEnvironment, environments } = readFile()
    expect(defaultEnvironment).toBe('mine')
    for (const [, , key, value] of questions.filter(([, , key]) => key !== 'environment')) {
      expect(environments.mine, key).toHaveProperty(key, value)
    }
    expect(environments.mine).toMatchObject({ functionConcurrency: 5, throttling: { rateLimit: 10_000 } })
    const { sources } = await project.ask<{ sources: object }>(['status'])
    expect(sources).toMatchObject({ functionConcurrency: 'prompt', mysqld: 'default' })
    expect(sources).toHaveProperty(['proxy.borrowTimeout'], 'prompt')
    expect((await project.run(['hit', '/from/the/terminal'])).code).toBe(0)
  })

  test('Enter takes every default; flags and variables are not asked for', async () => {
    const terminal = start('init', '--port', '0')
    for (const [question] of questions.filter(([, , key]) => key !== 'port')) {
      await terminal.see(question)
      terminal.type(enter)
    }
    await terminal.see(further)
    terminal.type(enter)
    expect(await terminal.exited).toBe(0)
    expect(terminal.output).not.toContain('Port of the HTTP API')
    expect(readFile().environments.local).toMatchObject({
      target: 'local',
      databaseMaxConnections: 60,
      proxy: { maxConnectionsPercent: 100, borrowTimeout: 120, requireTls: true, pinningFilter: 'none', initQuery: '' },
      publicPage: true,
    })
  })

  test.each(questions.map(([question], index) => [question, index] as const))(
    'Ctrl-C at "%s" ends with 130 and writes nothing',
    async (question, index) => {
      const terminal = start('init')
      await answer(terminal, index)
      await terminal.see(question)
      terminal.type(controlC)
      expect(await terminal.exited).toBe(130)
      expect(terminal.screen.cursorVisible).toBe(true)
      expect(readdirSync(project.folder)).toEqual([])
    },
  )

  test(`Ctrl-C at "${further}", or at what is chosen there, ends with 130 and writes nothing`, async () => {
    for (const keys of ['', down + enter]) {
      const terminal = start('init')
      await answer(terminal)
      await terminal.see(further)
      terminal.type(keys)
      if (keys !== '') await terminal.see('How many environments of the function')
      terminal.type(controlC)
      expect(await terminal.exited).toBe(130)
      expect(terminal.screen.cursorVisible).toBe(true)
      expect(readdirSync(project.folder)).toEqual([])
    }
  })

  test('Ctrl-C during the deploy ends with 130, stops what had begun and shows the cursor again', async () => {
    const terminal = start('init', '--yes', '--port', '0')
    await terminal.see(/Start the database/)
    terminal.type(controlC)
    expect(await terminal.exited).toBe(130)
    expect(terminal.screen.cursorVisible).toBe(true)
    expect(terminal.screen.lines.join('\n')).toContain('interrupted')
    expect(findProcessesOf(project.folder)).toEqual([])
  })

  test('AWS is chosen with an arrow, and its plan is shown without a trace on disk', async () => {
    const terminal = start('init', '--dry-run')
    await terminal.see('Where should it run')
    terminal.type(down + enter)
    const rest = [
      'Name of the environment',
      'Profile of your AWS configuration',
      'AWS region',
      'What it is for',
      'Instance class',
      'How the function logs in',
    ]
    const proxy = questions.slice(4).map(([question]) => question)
    for (const question of [...rest, ...proxy, further]) {
      await terminal.see(question)
      terminal.type(enter)
    }
    expect(await terminal.exited).toBe(0)
    expect(terminal.screen.lines.join('\n')).toMatch(/RDS Proxy +pools connections/)
    expect(readdirSync(project.folder)).toEqual([])
  })
})
