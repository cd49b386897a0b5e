import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { findProcessesOf } from '../e2e/processes.ts'
import { cleanEnvironment, Project, programFile } from '../e2e/program.ts'
import { TerminalSession } from './ui/session.ts'

const enter = '\r'
const project = new Project()
let session: TerminalSession

beforeAll(async () => {
  expect((await project.run(['init', '--yes', '--port', '0'])).code).toBe(0)
  expect((await project.run(['hit', '/counted', '-n', '3'])).code).toBe(0)
})
afterEach(() => session.kill())
afterAll(() => project.close())

async function openDestroy(): Promise<TerminalSession> {
  const env = { ...cleanEnvironment({ TERM: 'xterm-256color' }), CI: '' }
  session = new TerminalSession(programFile, { args: ['destroy'], cwd: project.folder, env, columns: 120 })
  await session.see('Type local to confirm')
  expect(session.screen.lines.join('\n')).toMatch(/3 (rows|recorded requests)/)
  return session
}

test.each([
  ['another name', `lokal${enter}`],
  ['nothing', enter],
])('typing %s deletes nothing and ends with 4', async (_what, keys) => {
  const terminal = await openDestroy()
  terminal.type(keys)
  expect(await terminal.exited).toBe(4)
  expect((await project.run(['status'])).code).toBe(0)
})

test('Ctrl-C deletes nothing and ends with 130', async () => {
  const terminal = await openDestroy()
  terminal.type('\u0003')
  expect(await terminal.exited).toBe(130)
  expect(terminal.screen.cursorVisible).toBe(true)
  expect((await project.run(['status'])).code).toBe(0)
})

test('typing the name deletes everything', async () => {
  const terminal = await openDestroy()
  terminal.type(`local${enter}`)
  expect(await terminal.exited).toBe(0)
  expect(terminal.screen.lines.join('\n')).toContain('Nothing is left of it.')
  expect(terminal.screen.cursorVisible).toBe(true)
  expect(findProcessesOf(project.folder)).toEqual([])
})
