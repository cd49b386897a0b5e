import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import type { PlanResult } from '../../../../src/actions/plan.ts'
import { estimateDuration } from '../../../../src/estimates/durations.ts'
import type { AwsSettings, LocalSettings } from '../../../../src/settings/settings.ts'
import { openAwsEnvironment } from '../../../../src/targets/aws/environment.ts'
import { describeChange } from '../../../../src/targets/aws/plan.ts'
import { synthesizeStack } from '../../../../src/targets/aws/synth.ts'
import { planLocal } from '../../../../src/targets/local/plan.ts'
import type { Plan } from '../../../../src/targets/target-plan.ts'
import { renderPlan } from '../../../../src/ui/results/plan.ts'
import { createStyle } from '../../../../src/ui/style.ts'
import { measureWidth } from '../../../../src/ui/truncate.ts'
import { makeSettings } from '../../stack/example-input.ts'

const nextSteps = ['rds-proxy-webhook deploy']

function asResult(plan: Plan): PlanResult {
  return { ...plan, settings: makeSettings(), nextSteps }
}

/** A plan as it is without credentials, and without what this user's own deploys have taught. */
async function planOffline(environment: string, settings: AwsSettings): Promise<Plan> {
  const { template } = await synthesizeStack(environment, settings)
  const { difference: _, ...plan } = await describeChange(openAwsEnvironment(environment, true, settings), settings, {
    template,
  })
  return { ...plan, duration: estimateDuration(template) }
}

const localSettings = {
  ...makeSettings(),
  target: 'local',
  port: 3000,
  functionConcurrency: 50,
  databaseMaxConnections: 66,
} as unknown as LocalSettings

const plans: Record<string, PlanResult> = {
  'learning-secret': asResult(await planOffline('dev', makeSettings({ region: 'us-east-1' }))),
  'production-iam-unpriced': asResult(
    await planOffline(
      'inbox',
      makeSettings({ preset: 'production', clientAuth: 'iam', instanceClass: 'db.m7g.large', engineVersion: '8.0' }),
    ),
  ),
  local: asResult(planLocal('local', localSettings)),
}

describe.each(Object.entries(plans))('plan %s', (name, plan) => {
  test.each([60, 80, 120])('at %i columns', async (width) => {
    const text = renderPlan(plan, createStyle({ width }))
    await expect(`${text}\n`).toMatchFileSnapshot(`../../../snapshots/ui/plan-${name}-${width}.txt`)
    for (const line of text.split('\n')) {
      expect(line).toBe(line.trimEnd())
      expect(measureWidth(line), line).toBeLessThanOrEqual(width)
    }
  })

  it('says the same in colour', () => {
    expect(stripVTControlCharacters(renderPlan(plan, createStyle({ colour: true })))).toBe(
      renderPlan(plan, createStyle()),
    )
  })
})

const lastLines = (plan: PlanResult, count: number) => renderPlan(plan, createStyle()).split('\n').slice(-count)

it('ends with time and money', () => {
  expect(lastLines(plans['learning-secret'] as PlanResult, 2)).toEqual([
    'Ready in about 12 min; 6 min to 17 min is possible.',
    'Costs about 43.58 USD a month, 0.06 USD if destroyed after one hour.',
  ])
  expect(lastLines(plans.local as PlanResult, 1)).toEqual(['Costs nothing.'])
})

it('says that a price which is not complete is the least', () => {
  const plan = plans['production-iam-unpriced'] as PlanResult
  expect(renderPlan(plan, createStyle())).toContain('Without a price: Database, db.m7g.large, Multi-AZ.')
  expect(lastLines(plan, 1)[0]).toMatch(/^Costs at least \d+\.\d\d USD a month/)
})

it('makes the totals stand out, and nothing else of the price', () => {
  const bold = (text: string) => `\u001b[1m${text}\u001b[22m`
  const lines = renderPlan(plans['learning-secret'] as PlanResult, createStyle({ colour: true })).split('\n')
  expect(lines.at(-1)).toBe(bold('Costs about 43.58 USD a month, 0.06 USD if destroyed after one hour.'))
  expect(lines.filter((line) => line.startsWith(bold('').slice(0, 4)) && line.includes('43.58'))).toHaveLength(2)
})

it('shows what estimates have of words from outside safely', () => {
  const { price, duration, ...plan } = plans['learning-secret'] as Required<PlanResult>
  const hostile = '\u001b[2J'
  const text = renderPlan(
    {
      ...plan,
      price: {
        ...price,
        lines: [{ name: hostile, perHour: 1, perMonth: 730 }],
        unpriced: [hostile],
        usage: [{ name: hostile, terms: hostile }],
        notes: [hostile],
      },
      duration: { ...duration, notes: [hostile], statement: hostile },
    },
    createStyle(),
  )
  expect(text).not.toContain('\u001b')
  expect(text.match(/\\x1b\[2J/g)).toHaveLength(7)
})
