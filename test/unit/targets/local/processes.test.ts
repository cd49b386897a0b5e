import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  endRecordedProcesses,
  findRecordedProcesses,
  ProcessLedger,
} from '../../../../src/targets/local/process-ledger.ts'
import { endProcess, identifyProcess, isRunning } from '../../../../src/targets/local/processes.ts'

const children: ChildProcess[] = []

/** A process that says when it is ready and then does nothing, deaf to SIGTERM if asked. */
async function startIdle(deaf = false): Promise<number> {
  const script = `${deaf ? "process.on('SIGTERM', () => {});" : ''}setInterval(() => {}, 1e6); console.log('ready')`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await new Promise((ready) => child.stdout.once('data', ready))
  return child.pid as number
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

describe('processes', () => {
  it('tells a process from a later one with the same pid', async () => {
    const identity = identifyProcess(await startIdle())
    if (!identity) throw new Error('the process was not found')
    expect(isRunning(identity)).toBe(true)
    expect(isRunning({ ...identity, started: `${identity.started}0` })).toBe(false)
    expect(identifyProcess(2 ** 22 + 1)).toBeUndefined()
  })

  it('ends a process that is frozen, and one that ignores SIGTERM', async () => {
    for (const [deaf, grace] of [
      [false, 5_000],
      [true, 50],
    ] as const) {
      const pid = await startIdle(deaf)
      process.kill(pid, 'SIGSTOP')
      const identity = identifyProcess(pid)
      if (!identity) throw new Error('the process was not found')
      expect(await endProcess(identity, grace)).toBe(true)
      expect(isRunning(identity)).toBe(false)
    }
  })

  it('leaves a process alone that has taken over the pid', async () => {
    const pid = await startIdle()
    expect(await endProcess({ pid, started: 'long ago' }, 50)).toBe(true)
    expect(identifyProcess(pid)).toBeDefined()
  })
})

describe('the process ledger', () => {
  it('finds what still runs after its owner is gone, and ends it', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'ledger-')), 'processes.json')
    const ledger = new ProcessLedger(file, () => undefined)
    const [ended, alive] = [await startIdle(), await startIdle()]
    ledger.record({ pid: ended, state: 'started' })
    ledger.record({ pid: alive, state: 'started' })
    ledger.record({ pid: ended, state: 'exited' })
    expect(findRecordedProcesses(file).map(({ pid }) => pid)).toEqual([alive])
    expect(await endRecordedProcesses(file)).toEqual([])
    expect(findRecordedProcesses(file)).toEqual([])
    expect(identifyProcess(ended)).toBeDefined()
  })
})
