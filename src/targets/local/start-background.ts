import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Interrupted, UserError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import { builtPath } from '../../package-folder.ts'
import type { WorkContext } from '../target.ts'
import type { BackgroundMessage } from './background-messages.ts'
import type { LocalPaths } from './paths.ts'
import { endRecordedProcesses } from './process-ledger.ts'
import { endProcess, identifyProcess } from './processes.ts'
import { fromWireError } from './wire-error.ts'

/** Longer than the background process takes to stop by itself. */
const GRACE_MS = 20_000

/**
 * Starts the background process of an environment and waits until it is ready, passing on its events. It belongs
 * to no terminal and lives on after the command.
 * @returns the URL of the HTTP API.
 * @throws UserError with the background process's own reason; Interrupted when the signal was aborted (it is
 * stopped again then).
 */
export async function startBackground(paths: LocalPaths, context: WorkContext): Promise<{ url: string }> {
  const child = spawnDetached(paths)
  const identity = child.pid === undefined ? undefined : identifyProcess(child.pid)
  try {
    const url = await waitUntilReady(child, paths, context)
    return { url }
  } catch (error) {
    if (identity) await endProcess(identity, GRACE_MS)
    await endRecordedProcesses(paths.processes)
    throw error
  } finally {
    child.removeAllListeners()
    if (child.connected) child.disconnect()
    child.unref()
  }
}

function spawnDetached(paths: LocalPaths): ChildProcess {
  const log = openSync(join(paths.logs, 'background.log'), 'a', 0o600)
  try {
    return spawn(process.execPath, [builtPath('background.js'), paths.state], {
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      cwd: '/',
    })
  } finally {
    closeSync(log)
  }
}

function waitUntilReady(child: ChildProcess, paths: LocalPaths, { emit, signal }: WorkContext): Promise<string> {
  const logFile = join(paths.logs, 'background.log')
  return new Promise((resolve, reject) => {
    const interrupt = () => reject(new Interrupted('The start was interrupted; what had begun was stopped again.'))
    if (signal.aborted) interrupt()
    signal.addEventListener('abort', interrupt, { once: true })
    child.on('message', (message: BackgroundMessage) => {
      if (message.type === 'event') forwardEvent(emit, message)
      else if (message.type === 'ready') resolve(message.url)
      else reject(fromWireError(message.error, logFile))
    })
    child.once('error', reject)
    child.once('exit', (code, killedBy) => reject(describeEarlyEnd(killedBy ?? `exit code ${code}`, logFile)))
  })
}

function forwardEvent(emit: Emit, message: Extract<BackgroundMessage, { type: 'event' }>): void {
  emit(message.name as 'noticed', message.data as { message: string })
}

function describeEarlyEnd(how: string, logFile: string): UserError {
  return new UserError({
    name: 'BackgroundProcessEnded',
    message: `The background process ended before it was ready (${how}).`,
    nextSteps: [`See ${logFile}`, 'Run the command again.'],
  })
}
