import { describe, expect, it } from 'vitest'
import { Keeper, type KeptPart } from '../../../../src/targets/local/supervisor/keeper.ts'

/** A part that ends when the test says so. */
function makePart() {
  let end = (_how: string) => {}
  const ended = new Promise<string>((resolve) => {
    end = resolve
  })
  const part: KeptPart = { ended, stop: async () => end('exit code 0'), describe: () => ({ address: 'here' }) }
  return { part, end }
}

/** A keeper whose parts, waits and failures are in the test's hands. */
function makeKeeper(failures = 0) {
  const parts: ReturnType<typeof makePart>[] = []
  const before: (KeptPart | undefined)[] = []
  const waits: number[] = []
  let failuresLeft = 0
  const keeper = new Keeper({
    name: 'database',
    start: async (previous?: KeptPart) => {
      if (parts.length > 0 && failuresLeft < failures) {
        failuresLeft++
        throw new Error('the disk is full')
      }
      before.push(previous)
      const made = makePart()
      parts.push(made)
      return made.part
    },
    log: () => undefined,
    wait: async (ms) => waits.push(ms),
  })
  return { keeper, parts, before, waits }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the keeper of a part', () => {
  it('starts the part again when it ends, with the one before at hand', async () => {
    const { keeper, parts, before } = makeKeeper()
    await keeper.start()
    parts[0]?.end('SIGKILL')
    await settle()
    expect(keeper.status()).toMatchObject({ name: 'database', state: 'running', restarts: 1, address: 'here' })
    expect(before).toEqual([undefined, parts[0]?.part])
    expect(keeper.part).toBe(parts[1]?.part)
  })

  it('tries again with growing delays, and counts every attempt', async () => {
    const { keeper, parts, waits } = makeKeeper(9)
    await keeper.start()
    parts[0]?.end('exit code 1')
    await settle()
    expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000])
    expect(keeper.status()).toMatchObject({ state: 'running', restarts: 10 })
  })

  it('says why the part does not run', async () => {
    const { keeper, parts } = makeKeeper(Number.POSITIVE_INFINITY)
    await keeper.start()
    expect(keeper.isRunning).toBe(true)
    parts[0]?.end('SIGKILL')
    await Promise.resolve()
    await Promise.resolve()
    expect(keeper.isRunning).toBe(false)
    expect(keeper.status()).toMatchObject({
      state: 'failed',
      detail: expect.stringMatching(/SIGKILL|the disk is full/),
    })
    await keeper.stop()
  })

  it('lets a part that was stopped rest', async () => {
    const { keeper, parts } = makeKeeper()
    await keeper.start()
    await keeper.stop()
    await settle()
    expect(parts).toHaveLength(1)
    expect(keeper.status()).toMatchObject({ state: 'stopped', restarts: 0 })
  })

  it('passes on what the first start fails with', async () => {
    const start = async () => Promise.reject(new Error('no such program'))
    const keeper = new Keeper({ name: 'database', start, log: () => undefined })
    await expect(keeper.start()).rejects.toThrow('no such program')
    expect(() => keeper.part).toThrow('not started yet')
  })

  it('ends a part that was still starting when it was stopped', async () => {
    const { part } = makePart()
    let finishStart = (_part: KeptPart) => {}
    const start = () =>
      new Promise<KeptPart>((resolve) => {
        finishStart = resolve
      })
    const keeper = new Keeper({ name: 'database', start, log: () => undefined })
    void keeper.start()
    const stopped = keeper.stop()
    finishStart(part)
    await stopped
    expect(await part.ended).toBe('exit code 0')
    expect(keeper.status().state).toBe('stopped')
  })
})
