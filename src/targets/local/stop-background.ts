import { connectControl, NobodyListens } from './control/client.ts'
import { removeContainer } from './database/docker.ts'
import { stopOrphanDatabase } from './database/orphan.ts'
import { findBackground, readDeployed } from './deployed.ts'
import type { LocalPaths } from './paths.ts'
import { endRecordedProcesses } from './process-ledger.ts'
import { endProcess, identifyProcess, type ProcessIdentity, waitForEnd } from './processes.ts'

const GRACE_MS = 20_000

/** Stops the background process and all its children: asked first, by signal when it does not answer. */
export async function stopBackground(paths: LocalPaths): Promise<void> {
  const background = findBackground(paths) ?? (await findListener(paths))
  if (background) {
    const heard = await askToStop(paths)
    if (!heard || !(await waitForEnd(background, GRACE_MS))) await endProcess(background, GRACE_MS)
  }
  await endRecordedProcesses(paths.processes)
  await endDatabase(paths)
}

/** One that lost its record, because its state folder was deleted and made anew, still answers at its socket. */
async function findListener(paths: LocalPaths): Promise<ProcessIdentity | undefined> {
  try {
    const { pid } = await connectControl(paths.controlSocket, paths.logs, 5_000).status()
    return identifyProcess(pid)
  } catch (error) {
    if (error instanceof NobodyListens) return undefined
    throw error
  }
}

/** A server whose background process was killed while it started is not in the ledger yet. */
async function endDatabase(paths: LocalPaths): Promise<void> {
  const program = readDeployed(paths)?.program
  if (program?.kind === 'docker') await removeContainer(program, paths.database)
  await stopOrphanDatabase(paths.database)
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
