import { describe, expect, it, test } from 'vitest'
import { Declined, UserError } from '../../../src/errors.ts'
import type { Plan } from '../../../src/targets/target-plan.ts'
import { type ApprovalOptions, createApproval } from '../../../src/ui/approval.ts'
import { createStyle } from '../../../src/ui/style.ts'
import { makeAwsResults } from './results/aws-fixtures.ts'

const { isNew, changed, unchanged } = makeAwsResults()
const harmless: Plan = {
  ...changed,
  difference: { ...changed.difference, dangerous: [] } as NonNullable<Plan['difference']>,
}

/** Asks for an approval with scripted answers; tells what was shown and asked. */
async function approve(plan: Plan, options: Partial<ApprovalOptions> & { answer?: boolean } = {}) {
  const seen: string[] = []
  const answer = async (text: string) => {
    seen.push(text)
    return options.answer ?? false
  }
  const outcome = await createApproval({
    reporter: {
      pause: async () => void seen.push('(pause)'),
      explain: (render) => void seen.push(render(createStyle())),
    },
    prompts: { confirm: answer, confirmByTyping: answer },
    ...{ interactive: true, yes: false, acceptReplacement: false, declined: 'Nothing was changed.' },
    commandLine: 'rds-proxy-webhook deploy --env dev',
    ...options,
  })(plan).then(
    () => 'approved',
    (error: unknown) => error,
  )
  return { outcome, seen }
}

test('the list makes room, the change is shown, then the question comes', async () => {
  const { outcome, seen } = await approve(isNew, { answer: true })
  expect(outcome).toBe('approved')
  expect(seen).toHaveLength(3)
  expect(seen[0]).toBe('(pause)')
  expect(seen[1]).toMatch(/^Account {3}123456789012 in eu-central-1.*\nIdentity.*0\.0597.*0\.06 USD if destroyed/s)
  expect(seen[2]).toBe('Make this in account 123456789012, about 0.06 USD an hour?')
})

test.each([
  ['a new environment', isNew, 'Make this in account 123456789012, about 0.06 USD an hour?'],
  ['a change', harmless, 'Change this in account 123456789012 (1 replaced, 1 removed, 1 changed, 1 added)?'],
  ['a dangerous change', changed, 'Type dev to confirm'],
])('no to %s is Declined', async (_, plan, question) => {
  const { outcome, seen } = await approve(plan, { answer: false })
  expect(outcome).toBeInstanceOf(Declined)
  expect(outcome).toMatchObject({ message: 'Nothing was changed.' })
  expect(seen.at(-1)).toBe(question)
})

it('asks nothing and shows nothing when nothing would change', async () => {
  expect(await approve(unchanged, { interactive: false })).toEqual({ outcome: 'approved', seen: [] })
})

it('shows what --yes agrees to without asking', async () => {
  for (const plan of [isNew, harmless]) {
    const { outcome, seen } = await approve(plan, { yes: true, interactive: false })
    expect(outcome).toBe('approved')
    expect(seen).toHaveLength(2)
  }
})

describe('a change that replaces or removes what holds data', () => {
  const refused = {
    name: 'InputNeeded',
    exitCode: 2,
    message: 'This change needs more than --yes: MySQL database DatabaseInstance is replaced.',
    nextSteps: [
      'rds-proxy-webhook deploy --env dev --yes --accept-replacement',
      'Or run it on a terminal and type dev when it asks',
    ],
  }

  it('is not agreed to by --yes alone', async () => {
    const { outcome } = await approve(changed, { yes: true, interactive: false })
    expect(outcome).toBeInstanceOf(UserError)
    expect(outcome).toMatchObject(refused)
  })

  it('is asked for by name even with --yes, where somebody is there', async () => {
    expect((await approve(changed, { yes: true })).seen.at(-1)).toBe('Type dev to confirm')
    expect((await approve(changed, { yes: true, answer: true })).outcome).toBe('approved')
  })

  it('is agreed to by --yes --accept-replacement, and asked for as any other with that flag alone', async () => {
    const both = await approve(changed, { yes: true, acceptReplacement: true, interactive: false })
    expect(both.outcome).toBe('approved')
    const { seen } = await approve(changed, { acceptReplacement: true })
    expect(seen.at(-1)).toMatch(/^Change this/)
    expect((await approve(changed, { acceptReplacement: true, interactive: false })).outcome).toMatchObject({
      name: 'InputNeeded',
      nextSteps: ['rds-proxy-webhook deploy --env dev --yes'],
    })
  })
})

it('names the whole command when nobody can be asked', async () => {
  const commandLine = "rds-proxy-webhook deploy --env dev --tag 'a=b c'"
  const { outcome } = await approve(isNew, { interactive: false, commandLine })
  expect(outcome).toMatchObject({
    ...{ name: 'InputNeeded', exitCode: 2 },
    message: 'This changes dev on AWS (2 resources), and nobody can be asked whether it may.',
    nextSteps: [`${commandLine} --yes`],
  })
})

it('cannot be deceived by an account from outside', async () => {
  const hostile = makeAwsResults('\u001b[2J').isNew
  expect((await approve(hostile)).seen.join()).not.toContain('\u001b')
})
