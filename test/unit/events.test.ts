import { describe, expect, it } from 'vitest'
import { runSlowStep } from '../../src/events.ts'
import { makeGate } from '../../src/ui/gate.ts'
import { EventLog } from '../fakes/events.ts'

const step = { id: 'look', title: 'Look at it' }

describe('a step that may be slow', () => {
  it('is not spoken of when it is quick, whether it succeeds or fails', async () => {
    const log = new EventLog()
    const silence = () => new Promise<void>(() => {})
    expect(await runSlowStep(log.emit, step, async () => 7, silence)).toBe(7)
    await expect(runSlowStep(log.emit, step, () => Promise.reject(new Error('no')), silence)).rejects.toThrow('no')
    expect(log.entries).toEqual([])
  })

  it('is announced when it takes longer than one may be silent, and ends as a step', async () => {
    const log = new EventLog()
    const work = makeGate()
    const running = runSlowStep(
      log.emit,
      step,
      () => work.passed.then(() => 7),
      async () => {},
    )
    await new Promise(setImmediate)
    expect(log.of('steps-announced')).toEqual([{ steps: [step] }])
    expect(log.of('step-started')).toEqual([{ id: 'look', sinceMs: 2_000 }])
    expect(log.of('step-finished')).toEqual([])
    work.open()
    expect(await running).toBe(7)
    expect(log.of('step-finished')).toEqual([{ id: 'look' }])
  })

  it('fails as a step', async () => {
    const log = new EventLog()
    const work = async () => {
      await new Promise(setImmediate)
      throw new Error('no')
    }
    await expect(runSlowStep(log.emit, step, work, async () => {})).rejects.toThrow('no')
    expect(log.of('step-failed')).toEqual([{ id: 'look', message: 'no' }])
  })
})
