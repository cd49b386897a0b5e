import { describe, expect, it } from 'vitest'
import { Interrupted } from '../../../../src/errors.ts'
import { TookTooLong, withinTime } from '../../../../src/targets/aws/time-limit.ts'

const never = new Promise<never>(() => undefined)
const { signal } = new AbortController()

describe('a time limit', () => {
  it('gives what comes in time', async () => {
    expect(await withinTime(Promise.resolve('answer'), 60_000, signal)).toBe('answer')
  })

  it('throws what goes wrong in time', async () => {
    await expect(withinTime(Promise.reject(new Error('refused')), 60_000, signal)).rejects.toThrow('refused')
  })

  it('waits no longer', async () => {
    await expect(withinTime(never, 1, signal)).rejects.toBeInstanceOf(TookTooLong)
  })

  it('ends on Ctrl-C, before and while it waits', async () => {
    await expect(withinTime(never, 60_000, AbortSignal.abort())).rejects.toBeInstanceOf(Interrupted)
    const controller = new AbortController()
    const waiting = withinTime(never, 60_000, controller.signal)
    controller.abort()
    await expect(waiting).rejects.toBeInstanceOf(Interrupted)
  })
})
