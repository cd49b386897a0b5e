import { expect, it } from 'vitest'
import { estimateLocalDuration, estimateLocalPrice } from '../../../src/estimates/local-estimates.ts'

it('costs nothing on this computer', () => {
  expect(estimateLocalPrice()).toMatchObject({ perHour: 0, perMonth: 0, afterOneHour: 0, lines: [], unpriced: [] })
  expect(estimateLocalPrice().source.kind).toBe('not-billed')
})

it('is measured to be ready in about a second', () => {
  const { seconds, atMost, criticalPath } = estimateLocalDuration()
  expect({ seconds, atMost }).toEqual({ seconds: 1, atMost: 2 })
  expect(criticalPath.reduce((sum, step) => sum + step.seconds, 0)).toBe(seconds)
  expect(criticalPath.every(({ figure }) => figure === 'measured')).toBe(true)
})
