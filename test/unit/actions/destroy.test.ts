import { describe, expect, it } from 'vitest'
import { destroyEnvironment } from '../../../src/actions/destroy.ts'
import { Declined } from '../../../src/errors.ts'
import type { TargetKind } from '../../../src/settings/settings.ts'
import type { DestroyOptions, Leftover, Target } from '../../../src/targets/target.ts'

interface Script {
  kind?: TargetKind
  rows?: number
  leftovers?: Leftover[]
}

/** A target of which this is left, and what it was asked for. */
function makeTarget({ kind = 'aws', rows, leftovers = [] }: Script = {}) {
  const asked: (DestroyOptions | undefined)[] = []
  const identity = { environment: 'dev', target: kind } as const
  const target: Pick<Target, 'kind' | 'environment' | 'loss' | 'destroy'> = {
    ...{ kind, environment: 'dev' },
    loss: async () => ({ ...identity, items: ['1 database'], ...(rows === undefined ? {} : { rows }) }),
    destroy: async (_, options) => {
      asked.push(options)
      return { ...identity, deleted: ['1 database'], leftovers, durationMs: 1 }
    },
  }
  return { target: target as Target, asked }
}

const context = { emit: () => {}, signal: new AbortController().signal }
const agree = async () => {}

describe('destroyEnvironment', () => {
  it('deletes what was confirmed, with the options given', async () => {
    const { target, asked } = makeTarget({ rows: 5 })
    const shown: unknown[] = []
    const confirm = async (loss: unknown) => void shown.push(loss)
    const result = await destroyEnvironment(target, confirm, context, { sweep: true, keepSnapshot: true })
    expect(shown).toEqual([{ environment: 'dev', target: 'aws', items: ['1 database'], rows: 5 }])
    expect(asked).toEqual([{ sweep: true, keepSnapshot: true }])
    expect(result).toMatchObject({ rows: 5, leftovers: [], nextSteps: ['rds-proxy-webhook deploy --env dev'] })
  })

  it('deletes nothing when the user does not want it', async () => {
    const { target, asked } = makeTarget()
    const refuse = () => Promise.reject(new Declined('no'))
    await expect(destroyEnvironment(target, refuse, context)).rejects.toBeInstanceOf(Declined)
    expect(asked).toEqual([])
  })

  it.each([
    ['aws', 'rds-proxy-webhook destroy --sweep --env dev'],
    ['local', 'rds-proxy-webhook destroy --env dev'],
  ] as const)('advises what to type when something is left on %s', async (kind, next) => {
    const { target } = makeTarget({ kind, leftovers: [{ name: 'log group', billed: true }] })
    expect((await destroyEnvironment(target, agree, context)).nextSteps).toEqual([next])
  })
})
