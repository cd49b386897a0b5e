import { describe, expect, it } from 'vitest'
import { type FollowOptions, followRows } from '../../../src/actions/follow-rows.ts'
import { UserError } from '../../../src/errors.ts'
import { EventLog } from '../../fakes/events.ts'
import { FakeTarget, makeRow } from '../../fakes/target.ts'

const down = () => {
  throw new UserError({ name: 'NotRunning', message: 'Down.', nextSteps: ['deploy'], exitCode: 3 })
}

/** Follows while the script says what happens before each poll; ends after its last step. */
async function follow(target: FakeTarget, script: (() => void)[], options: FollowOptions = {}) {
  const events = new EventLog()
  const end = new AbortController()
  const batches: number[][] = []
  const waits: number[] = []
  const steps = [...script]
  const wait = async (ms: number) => {
    waits.push(ms)
    const step = steps.shift()
    if (step) step()
    else end.abort()
  }
  const onRows = (rows: { id: number }[]) => void batches.push(rows.map((row) => row.id))
  const result = await followRows(target, options, onRows, { emit: events.emit, signal: end.signal, wait })
  return { batches, ids: batches.flat(), waits, events, result }
}

function targetWith(...ids: number[]): FakeTarget {
  const target = new FakeTarget()
  target.rows = ids.map((id) => makeRow(id))
  return target
}

const add = (target: FakeTarget, ...ids: number[]) => {
  target.rows = [...target.rows, ...ids.map((id) => makeRow(id))].sort((a, b) => a.id - b.id)
}

describe('followRows', () => {
  it('shows the last rows and then each new one, oldest first', async () => {
    const target = targetWith(1, 2, 3, 4)
    const { batches, result } = await follow(target, [() => add(target, 5, 6), () => {}, () => add(target, 7)], {
      limit: 2,
    })
    expect(batches).toEqual([[3, 4], [5, 6], [7]])
    expect(result.shown).toBe(5)
  })

  it('begins with an empty table', async () => {
    const target = targetWith()
    expect((await follow(target, [() => add(target, 1)])).batches).toEqual([[1]])
  })

  it('shows a row whose lower id became visible late, and none twice', async () => {
    const target = targetWith(1)
    const { ids } = await follow(target, [
      () => add(target, 2, 5),
      () => add(target, 3, 4, 6),
      () => add(target, 8),
      () => add(target, 7),
    ])
    expect(ids).toEqual([1, 2, 5, 3, 4, 6, 8, 7])
  })

  it('shows a row that became visible late just as the following began', async () => {
    const target = targetWith(1, 2, 5)
    expect((await follow(target, [() => add(target, 3), () => add(target, 4)], { limit: 2 })).ids).toEqual([2, 5, 3, 4])
  })

  it('fetches nothing twice once the traffic has settled', async () => {
    const target = targetWith(1)
    await follow(target, [() => add(target, 2, 3), () => {}, () => {}, () => {}, () => {}])
    const afters = target.queries.map((query) => ('after' in query ? query.after : undefined))
    expect(afters.at(-1)).toBe(3)
  })

  it('takes a burst of more rows than one page holds in one poll', async () => {
    const target = targetWith(1)
    const burst = Array.from({ length: 2500 }, (_, index) => index + 2)
    const { ids, waits } = await follow(target, [() => add(target, ...burst)])
    expect(ids).toEqual([1, ...burst])
    expect(waits).toHaveLength(2)
  })

  it('follows what matches the filter only', async () => {
    const target = targetWith(1, 2)
    const row = makeRow(3, { path: '/orders/1' })
    const { ids } = await follow(target, [() => add(target, 4), () => void target.rows.splice(2, 0, row)], {
      path: 'orders/*',
    })
    expect(ids).toEqual([3])
  })

  it('outlives an outage: says so once, asks less often, loses nothing', async () => {
    const target = targetWith(1)
    const { ids, waits, events } = await follow(target, [
      () => add(target, 2),
      () => {
        target.onQuery = down
      },
      ...[() => {}, () => add(target, 3), () => {}, () => {}],
      () => {
        target.onQuery = () => {}
      },
      () => add(target, 4),
    ])
    expect(ids).toEqual([1, 2, 3, 4])
    expect(events.of('warned')).toEqual([{ message: 'No answer for now, asking again: Down.', nextStep: 'deploy' }])
    expect(events.of('noticed')).toEqual([{ message: 'The environment answers again.' }])
    expect(waits).toEqual([1000, 1000, 2000, 4000, 8000, 10_000, 10_000, 1000, 1000])
  })

  it('fails at once when the environment does not run to begin with', async () => {
    const target = targetWith()
    target.onQuery = down
    await expect(follow(target, [])).rejects.toMatchObject({ name: 'NotRunning', exitCode: 3 })
  })

  it('does not take a mistake of the program for an outage', async () => {
    const target = targetWith(1)
    const broken = () => {
      target.onQuery = () => {
        throw new TypeError('a bug')
      }
    }
    await expect(follow(target, [broken])).rejects.toThrow('a bug')
  })

  it('refuses a limit that cannot be', async () => {
    await expect(follow(targetWith(), [], { limit: 0 })).rejects.toMatchObject({ name: 'InvalidNumber', exitCode: 2 })
  })
})
