import { expect, it } from 'vitest'
import { SuccessGap } from '../../../src/actions/success-gap.ts'

it('SuccessGap: is the longest time between two answers, the beginning and the end included', () => {
  let now = 100
  const at = (time: number) => {
    now = time
    return gap
  }
  const gap = new SuccessGap(() => now)
  at(107).succeed()
  expect(gap.longestMs).toBe(7)
  at(109).succeed()
  at(120).succeed()
  at(125).succeed()
  expect(gap.longestMs).toBe(11)
  at(150).end()
  expect(gap.longestMs).toBe(25)
})
