import { connectControl, NobodyListens } from './control/client.ts'
import { findBackground } from './deployed.ts'
import type { LocalPaths } from './paths.ts'
import { endRecordedProcesses } from './process-ledger.ts'
import { endProcess, waitForEnd } from './processes.ts'

const GRACE_MS = 20_000

/** Stops the background process and all its children: asked first, by signal when it does not answer. */
export async function stopBackground(paths: LocalPaths): Promise<void> {
  const background = findBackground(paths)
  if (background) {
    const heard = await askToStop(paths)
    if (!heard || !(await waitForEnd(background, GRACE_MS))) await endProcess(background, GRACE_MS)
  }
  await endRecordedProcesses(paths.processes)
}

async function askToStop(paths: LocalPaths): Promise<boolean> {
  try {
    await connectControl(paths.controlSocket, paths.logs, 5_000).stop()
    return true
  } catch (error) {
    if (error instanceof NobodyListens) return false
    throw error
  }
}
