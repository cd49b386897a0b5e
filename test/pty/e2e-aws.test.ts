import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { cleanEnvironment, programFile, runProgram } from '../e2e/program.ts'
import { type FakeAws, startFakeAws } from '../fakes/aws/server.ts'
import { TerminalSession } from './ui/session.ts'

const enter = '\r'
const controlC = '\u0003'
const down = '\u001b[B'
const backspace = '\u007f'

let aws: FakeAws
let folder: string
let session: TerminalSession | undefined

beforeAll(async () => {
  // Slow enough that a deploy goes on while it is left and come back to, on however busy a computer.
  aws = await startFakeAws({ speed: 20, region: 'eu-west-1' })
  folder = mkdtempSync(join(tmpdir(), 'aws-terminal-'))
})
afterEach(() => session?.kill())
afterAll(async () => {
  await aws.close()
  rmSync(folder, { recursive: true })
})

const environment = () => ({ ...aws.env, XDG_STATE_HOME: folder, HOME: folder, TERM: 'xterm-256color', CI: '' })

function start(...args: string[]): TerminalSession {
  const env = cleanEnvironment(environment())
  session = new TerminalSession(programFile, { args, cwd: folder, env, columns: 100, rows: 24 })
  return session
}

/** Lets AWS's time fly until the program has ended. @returns its exit code */
async function hurry(terminal: TerminalSession): Promise<number> {
  const timer = setInterval(() => aws.advance(30), 100)
  return terminal.exited.finally(() => clearInterval(timer))
}

const run = (...args: string[]) => runProgram(args, { cwd: folder, env: environment() })
const readSettings = () => JSON.parse(readFileSync(join(folder, 'rds-proxy-webhook.json'), 'utf8'))
const shown = (terminal: TerminalSession) => terminal.screen.lines.filter(Boolean)

const init = ['init', '--target', 'aws', '--env', 'dev', '--client-auth', 'iam']
const questions = ['Profile of your AWS', 'AWS region', 'What it is for', 'Instance class', 'Share of the database']

test('Ctrl-C at a question makes nothing and writes nothing', async () => {
  const terminal = start(...init)
  for (const question of questions) {
    await terminal.see(question)
    terminal.type(question === questions.at(-1) ? controlC : enter)
  }
  expect(await terminal.exited).toBe(130)
  expect(existsSync(join(folder, 'rds-proxy-webhook.json'))).toBe(false)
})

test('no to the change keeps the answers and leaves nothing on AWS', async () => {
  const flags = ['--profile', '', '--region', 'eu-west-1', '--preset', 'learning', '--storage', '21']
  const proxy = ['--max-connections-percent', '100', '--max-idle-connections-percent', '50', '--borrow-timeout', '120']
  const others = ['--idle-client-timeout', '1800', '--require-tls', '--pinning-filter', 'none', '--init-query', '']
  const terminal = start(...init, ...flags, ...proxy, ...others, '--public-page')
  await terminal.see('Instance class')
  terminal.type(enter)
  await terminal.see(/Anything else to change.*- Storage +21 GiB {2}by --storage/s)
  terminal.type(down.repeat(2) + enter)
  await terminal.see('8.0: paid Extended Support, about 146 USD more a month')
  terminal.type(enter)
  await terminal.see(/MySQL version +8\.4\n/)
  terminal.type(down.repeat(5) + enter)
  await terminal.see('How long logs are kept')
  terminal.type(`4${enter}`)
  await terminal.see('> It must be a number of days that CloudWatch Logs knows')
  terminal.type(`${backspace}3${enter}`)
  await terminal.see(/Logs are kept +3 days\n/)
  terminal.type(enter)
  await terminal.see(/Make this in account 123456789012, about 0\.0\d USD an hour\? \(y\/N\)/)
  const lines = shown(terminal)
  expect(lines.join('\n')).toContain('Account   123456789012 in eu-west-1')
  const steps = lines.filter((line) => line.includes('Find out as whom'))
  expect(steps).toEqual([expect.stringMatching(/^✔ .* {2}account 123456789012 in eu-west-1 as user\/dev {2}\d/)])
  const identities = lines.filter((line) => line.includes('user/dev'))
  expect(identities).toEqual([...steps, 'Identity  arn:aws:iam::123456789012:user/dev'])
  terminal.type(enter)
  expect(await terminal.exited).toBe(4)
  expect(shown(terminal).at(-1)).toMatch(/^Nothing was made\./)
  expect(readSettings().environments.dev).toMatchObject({
    target: 'aws',
    account: '123456789012',
    storageGib: 21,
    logRetentionDays: 3,
  })
  expect((await run('status')).code).toBe(3)
})

test('yes makes it under the eyes of the user; Ctrl-C leaves AWS at work, and deploy comes back to it', async () => {
  const terminal = start('deploy')
  await terminal.see('(y/N)')
  terminal.type(`y${enter}`)
  await terminal.see(/Creating .*about \d+ min left/)
  aws.advance(60)
  await terminal.see(/› MySQL database DatabaseInstance +\d/)
  terminal.type(controlC)
  expect(await terminal.exited).toBe(130)
  expect(shown(terminal).join('\n')).toContain('AWS goes on making environment dev')
  expect(terminal.screen.cursorVisible).toBe(true)
  const again = start('deploy')
  await again.see(/Creating/)
  expect(await hurry(again)).toBe(0)
  const lines = shown(again)
  expect(lines.at(-1)).toMatch(/^https:\/\/.+\.execute-api\.eu-west-1\.amazonaws\.com$/)
  expect(lines.join('\n')).toMatch(/✔ Created {2}30 of 30/)
  expect(again.output).not.toContain('(y/N)')
})

test('nothing to change costs no question', async () => {
  const { code, stdout } = await run('deploy', '--non-interactive')
  expect(code).toBe(0)
  expect(stdout).toContain('nothing was changed')
})

test('a change that is not under way is neither watched nor cancelled', async () => {
  expect((await run('status', '--watch')).code).toBe(0)
  const { code, stdout } = await run('deploy', '--cancel', '--json')
  expect(code).not.toBe(0)
  expect(JSON.parse(stdout).error.nextSteps[0]).toMatch(/^rds-proxy-webhook /)
})

test('a change is refused where nobody can be asked, with the whole command that agrees to it', async () => {
  const { code, stdout } = await run('deploy', '--storage', '30', '--json')
  expect(code).toBe(2)
  expect(JSON.parse(stdout).error).toMatchObject({
    name: 'InputNeeded',
    nextSteps: ['rds-proxy-webhook deploy --storage 30 --json --yes'],
  })
})

test('destroy asks for the name, shows the delete as it goes, and ends with the receipt', async () => {
  const terminal = start('destroy')
  await terminal.see('Type dev to confirm')
  expect(shown(terminal).join('\n')).toMatch(/This deletes dev on AWS for good:.*It has cost/s)
  terminal.type(`dev${enter}`)
  await terminal.see(/Deleting/)
  await hurry(terminal)
  expect(shown(terminal).join('\n')).toMatch(/It ran for .+ and cost /)
  expect(terminal.screen.cursorVisible).toBe(true)
})
