import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Plan } from '../../../src/targets/target-plan.ts'
import { makeAwsResults } from '../../unit/ui/results/aws-fixtures.ts'
import { buildFixture, removeFixtures, TerminalSession } from './session.ts'

const enter = '\r'
const controlC = '\u0003'
const { isNew, changed } = makeAwsResults()

let script: string
let session: TerminalSession

beforeAll(async () => {
  script = await buildFixture('approve-change')
})
afterEach(() => session.kill())
afterAll(removeFixtures)

async function ask(plan: Plan, question: string): Promise<TerminalSession> {
  session = new TerminalSession(script, { columns: 100, rows: 50, env: { PLAN: JSON.stringify(plan) } })
  await session.see(question)
  return session
}

const shown = () => session.screen.lines.filter(Boolean)

test('yes goes on below the question, and the steps that wait are not shown twice', async () => {
  const terminal = await ask(isNew, 'Make this in account 123456789012, about 0.06 USD an hour? (y/N)')
  expect(shown()[0]).toMatch(/^✔ Compare with what is there/)
  expect(shown()[1]).toBe('Account   123456789012 in eu-central-1, profile work')
  expect(shown().join()).not.toContain('Change it')
  terminal.type(`y${enter}`)
  expect(await terminal.exited).toBe(0)
  expect(shown().slice(-2)).toEqual([expect.stringMatching(/^✔ Change it/), 'changed'])
  expect(shown().filter((line) => line.includes('Compare'))).toHaveLength(1)
  expect(terminal.screen.cursorVisible).toBe(true)
})

test.each([
  ['Enter', enter],
  ['n', `n${enter}`],
])('%s is a no: exit code 4', async (_, keys) => {
  const terminal = await ask(isNew, '(y/N)')
  terminal.type(keys)
  expect(await terminal.exited).toBe(4)
  expect(shown().at(-1)).toBe('Nothing was changed.')
})

test('a dangerous change wants the name', async () => {
  const terminal = await ask(changed, 'Type dev to confirm')
  expect(shown().join('\n')).toContain('MySQL database DatabaseInstance is replaced')
  terminal.type(`dev${enter}`)
  expect(await terminal.exited).toBe(0)
  expect(shown().at(-1)).toBe('changed')
})

test.each([
  ['yes', `y${enter}`],
  ['another name', `Dev${enter}`],
])('%s is not the name: exit code 4', async (_, keys) => {
  const terminal = await ask(changed, 'Type dev to confirm')
  terminal.type(keys)
  expect(await terminal.exited).toBe(4)
})

test.each([
  ['y or N', isNew, '(y/N)'],
  ['the name', changed, 'Type dev to confirm'],
])('Ctrl-C at %s ends with 130 and shows the cursor', async (_, plan, question) => {
  const terminal = await ask(plan, question)
  terminal.type(controlC)
  expect(await terminal.exited).toBe(130)
  expect(terminal.screen.cursorVisible).toBe(true)
  expect(shown().at(-1)).toBe('Interrupted: nothing was changed.')
})

test('SIGTERM at the question ends with 130 too', async () => {
  const terminal = await ask(isNew, '(y/N)')
  terminal.terminate()
  expect(await terminal.exited).toBe(130)
  expect(terminal.screen.cursorVisible).toBe(true)
})
