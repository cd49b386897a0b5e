import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withOperationLock } from '../../../../src/targets/local/operation-lock.ts'
import { identifyProcess } from '../../../../src/targets/local/processes.ts'

const newLock = () => join(mkdtempSync(join(tmpdir(), 'lock-')), 'operation.lock')

describe('the operation lock', () => {
  it('lets one operation in and refuses the second by naming the first', async () => {
    const file = newLock()
    await withOperationLock(file, 'deploy', async () => {
      await expect(withOperationLock(file, 'destroy', async () => 'in')).rejects.toMatchObject({
        name: 'EnvironmentBusy',
        message: expect.stringContaining(`a deploy (process ${process.pid}`),
      })
    })
    expect(existsSync(file)).toBe(false)
  })

  it('is released when the work fails', async () => {
    const file = newLock()
    const work = withOperationLock(file, 'deploy', async () => Promise.reject(new Error('disk gone')))
    await expect(work).rejects.toThrow('disk gone')
    expect(await withOperationLock(file, 'deploy', async () => 'in')).toBe('in')
  })

  it('takes over from a process that is gone, and from one that only shares the pid', async () => {
    const file = newLock()
    const gone = spawn(process.execPath, ['-e', '0'])
    const holder = { ...identifyProcess(gone.pid as number), operation: 'deploy', since: 'a while ago' }
    await new Promise((ended) => gone.once('exit', ended))
    for (const stale of [holder, { ...holder, pid: process.pid, started: 'another time' }]) {
      writeFileSync(file, JSON.stringify(stale))
      expect(await withOperationLock(file, 'deploy', async () => 'in')).toBe('in')
    }
  })

  it('lets exactly one of many in when all find the same stale lock', async () => {
    const file = newLock()
    writeFileSync(file, JSON.stringify({ pid: 1, started: 'never', operation: 'deploy', since: '' }))
    let inside = 0
    let most = 0
    const attempt = () =>
      withOperationLock(file, 'deploy', async () => {
        inside += 1
        most = Math.max(most, inside)
        await new Promise(setImmediate)
        inside -= 1
      })
    const results = await Promise.allSettled(Array.from({ length: 20 }, attempt))
    expect(most).toBe(1)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(readdirSync(join(file, '..'))).toEqual([])
  })
})
