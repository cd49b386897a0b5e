import { describe, expect, it } from 'vitest'
import { listRows, type RowsOptions } from '../../../src/actions/rows.ts'
import { FakeTarget, makeRow } from '../../fakes/target.ts'

function targetWith(count: number): FakeTarget {
  const target = new FakeTarget()
  target.rows = Array.from({ length: count }, (_, index) => makeRow(index + 1))
  return target
}

const ids = (result: { rows: { id: number }[] }) => result.rows.map((row) => row.id)

describe('listRows', () => {
  it('returns the newest rows first, and how to get at the others', async () => {
    const result = await listRows(targetWith(30), { limit: 3 })
    expect(ids(result)).toEqual([30, 29, 28])
    expect(result).toMatchObject({ more: true, nextBefore: 28 })
    expect(result.nextSteps).toEqual(['rds-proxy-webhook rows --limit 3 --before 28 --env test'])
  })

  it('reads 10,000 rows in pages of 1,000, each row once', async () => {
    const target = targetWith(10_001)
    const result = await listRows(target, { limit: 10_000 })
    expect(ids(result)).toEqual(Array.from({ length: 10_000 }, (_, index) => 10_001 - index))
    expect(result).toMatchObject({ more: true, nextBefore: 2 })
    expect(target.queries.map((query) => 'limit' in query && query.limit)).toEqual(new Array(10).fill(1000))
  })

  it('goes on when an answer holds fewer rows than were asked for', async () => {
    const target = targetWith(100)
    target.pageCap = 30
    const result = await listRows(target, { limit: 95 })
    expect(ids(result)).toEqual(Array.from({ length: 95 }, (_, index) => 100 - index))
    expect(target.queries.map((query) => 'limit' in query && query.limit)).toEqual([95, 65, 35, 5])
  })

  it('says that there are no more when the limit ends exactly with the last row', async () => {
    const result = await listRows(targetWith(5), { limit: 5 })
    expect(result.more).toBe(false)
    expect(result).not.toHaveProperty('nextBefore')
  })

  it('filters, on every page, and names the filter in the command for the next page', async () => {
    const target = targetWith(3000)
    target.rows = target.rows.map((row) => (row.id % 2 ? { ...row, method: 'POST', path: `/a b/${row.id}` } : row))
    const result = await listRows(
      target,
      { limit: 1400, before: 2990, path: 'a b/*', method: 'post', since: '1h' },
      { wallClock: () => Date.UTC(2026, 0, 1, 1) },
    )
    expect(result.rows).toHaveLength(1400)
    expect(result.rows.every((row) => row.method === 'POST' && row.id < 2990)).toBe(true)
    for (const query of target.queries)
      expect(query).toMatchObject({ path: '/a b/*', method: 'POST', since: '2026-01-01T00:00:00.000Z' })
    expect(target.queries).toHaveLength(2)
    expect(result.nextSteps[0]).toBe(
      `rds-proxy-webhook rows --limit 1400 --before ${result.nextBefore} --since 1h --path 'a b/*' --method post --env test`,
    )
  })

  it('is empty without an error when nothing matches', async () => {
    expect(await listRows(targetWith(3), { limit: 10, path: '/nothing' })).toMatchObject({ rows: [], more: false })
  })

  it('does not ask for ever when the query function promises rows that never come', async () => {
    const target = targetWith(0)
    target.query = async () => ({ requests: [], more: true }) as never
    await expect(listRows(target, { limit: 10 })).rejects.toMatchObject({ name: 'QueryFailed' })
  })

  it('stops between two pages when interrupted', async () => {
    const target = targetWith(5000)
    const interrupt = new AbortController()
    target.onQuery = () => interrupt.abort()
    await expect(listRows(target, { limit: 5000 }, { signal: interrupt.signal })).rejects.toMatchObject({
      name: 'Interrupted',
    })
    expect(target.queries).toHaveLength(1)
  })

  it.each<[string, Partial<RowsOptions>]>([
    ['InvalidNumber', { limit: 0 }],
    ['InvalidNumber', { limit: 10_001 }],
    ['InvalidNumber', { limit: 2.5 }],
    ['InvalidNumber', { before: 0 }],
    ['InvalidSince', { since: 'soon' }],
    ['InvalidPath', { path: '' }],
    ['InvalidPath', { path: 'x'.repeat(2049) }],
    ['InvalidMethod', { method: 'a b' }],
  ])('%s: refuses %j before it asks anything', async (name, options) => {
    const target = targetWith(1)
    await expect(listRows(target, { limit: 10, ...options })).rejects.toMatchObject({ name, exitCode: 2 })
    expect(target.queries).toEqual([])
  })
})
