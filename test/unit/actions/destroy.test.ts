import { describe, expect, it } from 'vitest'
import { destroyEnvironment } from '../../../src/actions/destroy.ts'
import { Declined } from '../../../src/errors.ts'
import type { TargetKind } from '../../../src/settings/settings.ts'
import type { DestroyOptions, Target } from '../../../src/targets/target.ts'
import type { Leftover } from '../../../src/targets/target-destruction.ts'

interface Script {
  kind?: TargetKind
  rows?: number
  leftovers?: Leftover[]
  rowsLeft?: true
}

/** A target of which this is left, and what it was asked for. */
function makeTarget({ kind = 'aws', rows, leftovers = [], rowsLeft }: Script = {}) {
  const asked: (DestroyOptions | undefined)[] = []
  const identity = { environment: 'dev', target: kind } as const
  const target: Pick<Target, 'kind' | 'environment' | 'loss' | 'destroy'> = {
    ...{ kind, environment: 'dev' },
    loss: async () => ({ ...identity, items: ['1 database'], ...(rows === undefined ? {} : { rows }) }),
    destroy: async (_, options) => {
      asked.push(options)
      return { ...identity, deleted: ['1 database'], leftovers, ...(rowsLeft ? { rowsLeft } : {}), durationMs: 1 }
    },
  }
  return { target: target as Target, asked }
}

const context = { emit: () => {}, signal: new AbortController().signal }
const agree = async () => {}

describe('destroyEnvironment', () => {
  it('counts no row as lost whose database is still there', async () => {
    const { target } = makeTarget({ rows: 5, rowsLeft: true })
    expect(await destroyEnvironment(target, agree, context)).not.toHaveProperty('rows')
  })

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

  describe('when something is left, advises', () => {
    const log = { name: 'log group', billed: true, sweepable: true, removeWith: 'aws logs delete' } as const
    const snapshot = { name: 'snapshot by-hand', billed: true, removeWith: 'aws rds delete-db-snapshot' } as const
    const stack = { name: 'stack', billed: false, removeWith: 'rds-proxy-webhook destroy --env dev' } as const
    const advise = async (leftovers: Leftover[], options: DestroyOptions = {}, kind: TargetKind = 'aws') =>
      (await destroyEnvironment(makeTarget({ kind, leftovers }).target, agree, context, options)).nextSteps

    it.each<[string, Leftover[], DestroyOptions, string[]]>([
      ['to sweep what that removes', [log], {}, ['rds-proxy-webhook destroy --sweep --env dev']],
      [
        'to sweep without what is kept',
        [log],
        { keepSnapshot: true },
        ['rds-proxy-webhook destroy --sweep --keep-snapshot --env dev'],
      ],
      [
        'to remove the rest by hand',
        [log, snapshot],
        {},
        ['rds-proxy-webhook destroy --sweep --env dev', 'aws rds delete-db-snapshot'],
      ],
      ['never to sweep what that does not remove', [snapshot], {}, ['aws rds delete-db-snapshot']],
      ['never to sweep again', [log, snapshot], { sweep: true }, ['aws logs delete', 'aws rds delete-db-snapshot']],
      [
        'to delete the stack once what stood in its way is gone',
        [stack, snapshot],
        {},
        ['aws rds delete-db-snapshot', 'rds-proxy-webhook destroy --env dev'],
      ],
      ['to look when nobody knows more', [{ name: 'x', billed: true }], {}, ['rds-proxy-webhook status --env dev']],
    ])('%s', async (_, leftovers, options, steps) => {
      expect(await advise(leftovers, options)).toEqual(steps)
    })

    it('to try again on this computer', async () => {
      expect(await advise([{ name: 'a folder', billed: false }], {}, 'local')).toEqual([
        'rds-proxy-webhook destroy --env dev',
      ])
    })
  })
})
