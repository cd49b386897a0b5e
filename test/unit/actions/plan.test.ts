import { describe, expect, it } from 'vitest'
import { type PlanOptions, planEnvironment } from '../../../src/actions/plan.ts'
import type { Target } from '../../../src/targets/target.ts'
import type { Plan, PlannedDifference } from '../../../src/targets/target-plan.ts'
import { makeSettings } from '../stack/example-input.ts'

const plan: Plan = { target: 'aws', environment: 'dev', resources: [] }

async function advise(options: PlanOptions, changes: Partial<Plan> = {}, isDefault = true): Promise<string[]> {
  const target = { kind: 'aws', environment: 'dev', isDefault, plan: async () => ({ ...plan, ...changes }) }
  const context = { emit: () => {}, signal: new AbortController().signal }
  const { nextSteps } = await planEnvironment(target as unknown as Target, makeSettings(), context, options)
  return nextSteps
}

describe('what comes after a plan', () => {
  it('is a deploy of what was planned: with the same settings, but not agreed to by copying it', async () => {
    const words = ['--storage', '40', '--init-query', 'SET a = 1', '--yes', '--json', '--env', 'dev']
    expect(await advise({ isKept: true, words }, {}, false)).toEqual([
      "rds-proxy-webhook deploy --storage 40 --init-query 'SET a = 1' --env dev",
      "rds-proxy-webhook plan --storage 40 --init-query 'SET a = 1' --env dev --template",
    ])
  })

  it('names the environment where it has to be named', async () => {
    expect((await advise({ isKept: true }, {}, false))[0]).toBe('rds-proxy-webhook deploy --env dev')
  })

  it('is init where there is nothing to deploy yet, on the same target', async () => {
    expect(await advise({ isKept: false })).toEqual([
      'rds-proxy-webhook init --target aws',
      'rds-proxy-webhook plan --target aws --template',
    ])
    expect((await advise({ isKept: false, words: ['--target=aws', '--yes'] }))[0]).toBe(
      'rds-proxy-webhook init --target=aws',
    )
  })

  it('is no deploy where nothing would change', async () => {
    const unchanged = await advise({ isKept: true }, { difference: { kind: 'unchanged' } as PlannedDifference })
    expect(unchanged[0]).toBe('rds-proxy-webhook status')
  })
})
