import { existsSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../../errors.ts'
import type { Emit } from '../../../events.ts'
import { readPackageVersion } from '../../../package-folder.ts'
import type { BackgroundMessage } from '../background-messages.ts'
import { startControlServer } from '../control/server.ts'
import { belongsTo, readDeployed, writeBackgroundRecord } from '../deployed.ts'
import { openLogFile } from '../log-file.ts'
import { describeStorageError, type LocalPaths, localPaths } from '../paths.ts'
import { endRecordedProcesses, ProcessLedger } from '../process-ledger.ts'
import { identifyProcess } from '../processes.ts'
import { removeIfEmpty } from '../remove-if-empty.ts'
import { toWireError } from '../wire-error.ts'
import { Supervisor } from './supervisor.ts'

const FOLDER_CHECK_MS = 2_000

/** The database gets ten seconds to end in good order; all the rest is quick. */
const LONGEST_STOP_MS = 15_000

/**
 * The life of the background process: starts the supervisor, tells the command that waits, and lives until it is
 * asked to stop, is sent SIGTERM, or finds its state folder gone.
 */
export async function runBackground(stateFolder: string | undefined): Promise<void> {
  if (!stateFolder) throw new Fault('The background process was started without its state folder.')
  const paths = localPaths(resolve(stateFolder, '..', '..'), basename(stateFolder))
  const deployed = readDeployed(paths)
  if (!deployed) throw new Fault(`There is no deployed environment in ${stateFolder}.`)
  const logFile = openLogFile(join(paths.logs, 'background.log'))
  const log = (line: string) => logFile.write(`${new Date().toISOString()} ${line}`)
  const startedAt = new Date().toISOString()
  const ledger = new ProcessLedger(paths.processes, log)
  const supervisor = new Supervisor({ paths, deployed, startedAt, ledger, emit, log })

  const stop = makeStop(supervisor, paths, log)
  process.on('SIGTERM', () => void stop('SIGTERM'))
  process.on('SIGINT', () => void stop('SIGINT'))
  process.on('uncaughtException', (error) => {
    log(`A part crashed: ${error.stack}`)
    void stop('a crash', { exitCode: 1, crashed: true })
  })

  try {
    writeBackgroundRecord(paths, { ...identify(), startedAt, version: readPackageVersion() })
    await startControlServer(paths.controlSocket, makeOperations(supervisor, stop))
    const { url } = await supervisor.start()
    await tell({ type: 'ready', url })
    log(`Ready on ${url}`)
  } catch (error) {
    log(`The start failed: ${error instanceof Error ? error.stack : error}`)
    await tell({ type: 'failed', error: toWireError(describeStorageError(error, paths.state)) })
    await stop('a failed start', { exitCode: 1 })
  }
  setInterval(() => belongsTo(paths, process.pid) || void stop('its state folder is gone'), FOLDER_CHECK_MS).unref()
}

type Stop = (reason: string, end?: { exitCode: number; crashed?: boolean }) => Promise<void>

function makeStop(supervisor: Supervisor, paths: LocalPaths, log: (line: string) => void): Stop {
  let stopping: Promise<void> | undefined
  const stopOnce = async (reason: string, exitCode: number, crashed: boolean) => {
    log(`Stopping: ${reason}.`)
    try {
      await Promise.race([supervisor.stop(), giveUp()])
      log('Stopped.')
    } catch (error) {
      log(`Stopping failed: ${error instanceof Error ? error.stack : error}`)
      await endRecordedProcesses(paths.processes)
    }
    removeTraces(paths, crashed)
    process.exit(exitCode)
  }
  return (reason, { exitCode, crashed = false } = { exitCode: 0 }) => {
    stopping ??= stopOnce(reason, exitCode, crashed)
    return stopping
  }
}

async function giveUp(): Promise<never> {
  await sleep(LONGEST_STOP_MS)
  throw new Fault(`It took longer than ${LONGEST_STOP_MS} ms.`)
}

/**
 * Removes what says that this process runs; not the traces of another one that has the folder now. After a crash its
 * record stays: that is how `status` knows.
 */
function removeTraces(paths: LocalPaths, crashed: boolean): void {
  if (belongsTo(paths, process.pid)) {
    const traces = [...(crashed ? [] : [paths.background]), paths.processes, paths.controlSocket]
    for (const file of traces) rmSync(file, { force: true })
  }
  if (existsSync(paths.state)) return
  rmSync(paths.run, { recursive: true, force: true })
  removeIfEmpty(dirname(paths.run))
}

function makeOperations(supervisor: Supervisor, stop: Stop) {
  return {
    status: () => supervisor.status(),
    query: supervisor.query.bind(supervisor),
    startRotation: () => supervisor.startRotation(),
    secretVersions: () => supervisor.secretVersions(),
    stop: async () => {
      // The answer goes out before the socket is closed.
      setImmediate(() => void stop('asked to'))
    },
  }
}

const emit: Emit = (name, data) => void tell({ type: 'event', name, data } as BackgroundMessage)

/** The command that started this process may have left; then nobody needs to know. */
function tell(message: BackgroundMessage): Promise<void> {
  return new Promise((told) => {
    if (!process.connected || !process.send) return told()
    process.send(message, undefined, undefined, () => told())
  })
}

function identify() {
  const identity = identifyProcess(process.pid)
  if (!identity) throw new Fault('The background process does not find itself.')
  return identity
}
