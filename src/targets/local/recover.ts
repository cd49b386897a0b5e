import { rmSync } from 'node:fs'
import type { Emit } from '../../events.ts'
import { findBackground, wasKilled } from './deployed.ts'
import type { LocalPaths } from './paths.ts'
import { endRecordedProcesses, findRecordedProcesses } from './process-ledger.ts'
import { endProcess } from './processes.ts'

/**
 * Clears what a killed background process left behind, so that a new one can take the data directory: its children
 * (frozen functions, the database) are ended, stale records removed. The data stays.
 */
export async function recover(paths: LocalPaths, emit: Emit): Promise<void> {
  const silent = findBackground(paths)
  if (silent) {
    emit('warned', { message: `The background process ${silent.pid} does not answer; it is stopped and started anew.` })
    await endProcess(silent, 10_000)
  }
  const orphans = findRecordedProcesses(paths.processes)
  if (wasKilled(paths)) {
    const count = orphans.length === 1 ? 'one process' : `${orphans.length} processes`
    emit('noticed', {
      message: `The background process was killed or crashed earlier; it left ${count} behind. Recovering.`,
    })
  }
  await endRecordedProcesses(paths.processes)
  rmSync(paths.processes, { force: true })
  rmSync(paths.background, { force: true })
}
