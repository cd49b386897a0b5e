import { join } from 'node:path'
import { Interrupted, UserError } from '../../../errors.ts'
import { readAllowedConnections } from './allowed-connections.ts'
import { systemClock } from './clock.ts'
import { dockerArguments, findContainerPort, mapIntoContainer, removeContainer } from './docker.ts'
import { describeFailedStart } from './failed-start.ts'
import { writeInitFile } from './init-file.ts'
import { markLog, type ReadSinceMark } from './log-mark.ts'
import type { RunningDatabase, StartDatabaseOptions } from './running-database.ts'
import { baseArguments, countOpenFiles, runArguments } from './server-arguments.ts'
import { type ServerCommand, type ServerProcess, startProcess } from './server-process.ts'
import { programEnvironment } from './server-program.ts'
import type { ServerUser } from './server-user.ts'
import { isGreeting } from './wait-until-ready.ts'

/** Recovery of a full redo log is the longest that a start can take; in Docker the image may have to be fetched. */
const READY_TIMEOUT_MS = { server: 60_000, docker: 600_000 }
const POLL_MS = 5
const GREETING_TIMEOUT_MS = 5_000

/** Starts the process and waits until it answers; the init file is gone again then, whatever happened. */
export async function launchServer(
  options: StartDatabaseOptions,
  socketPath: string,
  user: ServerUser,
): Promise<RunningDatabase> {
  const clock = options.clock ?? systemClock
  const initFile = join(options.dataDirectory, 'init.sql')
  const readLog = markLog(options.logFile)
  const removeInitFile = writeInitFile(initFile, options.admin, user.owner)
  try {
    const server = await startProcess(makeCommand(options, { socketPath, initFile, user }), clock)
    const address = await waitUntilReady(options, server, { socketPath, readLog })
    if (hasInitFailed(readLog())) {
      await server.stop()
      throw initFailure(options.logFile)
    }
    const allowed = readAllowedConnections(readLog(), options.maxConnections)
    const stop = async () => {
      await server.stop()
      if (options.program.kind === 'docker') await removeContainer(options.program, options.dataDirectory)
    }
    const { version } = options.program
    return { address, pid: server.pid, version, maxConnections: allowed, user, exited: server.exited, stop }
  } finally {
    removeInitFile()
  }
}

interface Launch {
  socketPath: string
  initFile: string
  user: ServerUser
}

function makeCommand(options: StartDatabaseOptions, { socketPath, initFile, user }: Launch): ServerCommand {
  const { program, dataDirectory, maxConnections, logFile } = options
  const inDocker = program.kind === 'docker'
  const rootInDocker = inDocker && process.getuid?.() === 0 ? 'root' : undefined
  return {
    path: program.path,
    env: programEnvironment(program),
    logFile,
    openFiles: countOpenFiles(maxConnections),
    args: [
      ...(inDocker ? dockerArguments(dataDirectory) : []),
      ...baseArguments(program, dataDirectory, user.name ?? rootInDocker),
      ...runArguments(program, { dataDirectory, socketPath }, maxConnections),
      `--init-file=${inDocker ? mapIntoContainer(dataDirectory, initFile) : initFile}`,
    ],
  }
}

interface Waiting {
  socketPath: string
  readLog: ReadSinceMark
}

/** @throws UserError when the server ends, or does not answer in time (it is ended then); Interrupted. */
async function waitUntilReady(
  options: StartDatabaseOptions,
  server: ServerProcess,
  { socketPath, readLog }: Waiting,
): Promise<RunningDatabase['address']> {
  const { program, dataDirectory, logFile, signal } = options
  const clock = options.clock ?? systemClock
  const deadline = clock.now() + READY_TIMEOUT_MS[program.kind === 'docker' ? 'docker' : 'server']
  while (server.isRunning && clock.now() < deadline) {
    if (signal?.aborted) {
      await server.stop()
      throw new Interrupted('The start of the database was interrupted; it is stopped again.')
    }
    const address = await findAddress(options, socketPath)
    const target = address && ('socketPath' in address ? { path: address.socketPath } : address)
    if (target && (await isGreeting(target, GREETING_TIMEOUT_MS))) return address
    await clock.sleep(POLL_MS)
  }
  await server.stop()
  throw describeFailedStart(program, { log: readLog(), logFile, dataDirectory })
}

async function findAddress(
  { program, dataDirectory }: StartDatabaseOptions,
  socketPath: string,
): Promise<RunningDatabase['address'] | undefined> {
  if (program.kind !== 'docker') return { socketPath }
  const port = await findContainerPort(program, dataDirectory)
  return port === undefined ? undefined : { host: '127.0.0.1', port }
}

/**
 * Servers go on after an error in the init file: MariaDB writes `ERROR: 1064  ...`, MySQL names the init file, or (seen
 * with 9.7) writes the statement's error as `[ERROR] [MY-000061] [Server] 1064  ...`.
 */
function hasInitFailed(log: string): boolean {
  return /^ERROR: \d+ /m.test(log) || /\[ERROR\].*(?:init[-_ ]file|\[Server\] \d{4} )/i.test(log)
}

/** The log's line may quote a part of the statement, which has the password, so it is not shown. */
function initFailure(logFile: string): UserError {
  return new UserError({
    name: 'DatabaseAccountNotSet',
    message: 'The database server started but refused to set up the account in the secret.',
    nextSteps: [`Read its log: ${logFile}`, 'Or name another server program with --mysqld PATH.'],
  })
}
