import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IdSet } from '../../../src/actions/id-set.ts'

describe('IdSet', () => {
  it('holds what was added, as a Set does', () => {
    const id = fc.oneof(fc.integer({ min: 1, max: 70_000 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }))
    fc.assert(
      fc.property(fc.array(id, { minLength: 1 }), id, (ids, other) => {
        const model = new Set<number>()
        const set = new IdSet()
        for (const each of ids) {
          expect(set.add(each)).toBe(!model.has(each))
          model.add(each)
        }
        expect(set.size).toBe(model.size)
        expect(set.lowest).toBe(Math.min(...ids))
        for (const each of [...ids, other, other - 1]) expect(set.has(each)).toBe(model.has(each))
      }),
    )
  })

  it('is empty at first', () => {
    expect(new IdSet().lowest).toBeUndefined()
    expect(new IdSet().has(0)).toBe(false)
  })
})
