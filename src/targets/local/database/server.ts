import { mkdirSync, rmSync } from 'node:fs'
import { describeStorageError } from '../paths.ts'
import type { Clock } from './clock.ts'
import { ensureData, recordOrigin } from './data-directory.ts'
import { removeContainer } from './docker.ts'
import type { AdminCredentials } from './init-file.ts'
import { launchServer } from './launch.ts'
import { stopOrphanDatabase } from './orphan.ts'
import { makePrivateFile, makePrivateFolder } from './private-files.ts'
import type { ServerExit } from './server-process.ts'
import type { ServerProgram } from './server-program.ts'
import { chooseServerUser, findPackageUser, letPass, lookAtFolder, type ServerUser } from './server-user.ts'
import { makeSocketPath, socketFolder } from './socket-path.ts'

export interface StartDatabaseOptions {
  program: ServerProgram
  /** Made when it is missing; its data are kept. */
  dataDirectory: string
  /** A short path for the Unix socket. */
  runFolder: string
  /** Gets the server's output appended (0600). */
  logFile: string
  /** As many as a small instance would allow; a few more are let in for this program itself. */
  maxConnections: number
  /** The account that is made, or given this password, at each start. */
  admin: AdminCredentials
  /** Where prepared data directories are kept. */
  cacheFolder: string
  /**
   * Started as root, the server drops to this user of the system. Default: `mysql`, which server packages make.
   */
  packageUser?: string
  /** Folders of this program's own, closed to others, through which that user must be let pass. */
  passFolders?: readonly string[]
  signal?: AbortSignal
  clock?: Clock
}

export interface RunningDatabase {
  address: { socketPath: string } | { host: string; port: number }
  pid: number
  version: string
  /** Fewer than were asked for when the system's hard limit of open files does not allow as many. */
  maxConnections: number
  /** As which user it runs, and why. */
  user: ServerUser
  exited: Promise<ServerExit>
  /** SIGTERM, and SIGKILL after ten seconds. */
  stop(): Promise<void>
}

/**
 * Starts a private server on the environment's data directory, reachable through a Unix socket only. A server that an
 * earlier, killed process left running on the same directory is ended first.
 * @throws UserError when it cannot start, with its own last complaint; Interrupted when the signal aborted it.
 */
export async function startDatabase(options: StartDatabaseOptions): Promise<RunningDatabase> {
  const { dataDirectory, runFolder, program } = options
  const socketPath = makeSocketPath(runFolder)
  try {
    await endEarlierServer(options, socketPath)
    for (const folder of [dataDirectory, runFolder]) mkdirSync(folder, { recursive: true, mode: 0o700 })
    const user = chooseUser(options)
    makePrivateFile(options.logFile)
    makePrivateFolder(socketFolder(runFolder), user.owner)
    await ensureData({ ...options, owner: user.owner })
    const running = await launchServer(options, socketPath, user)
    recordOrigin(dataDirectory, program)
    return running
  } catch (error) {
    throw describeStorageError(error, dataDirectory)
  }
}

async function endEarlierServer({ program, dataDirectory }: StartDatabaseOptions, socketPath: string): Promise<void> {
  if (program.kind === 'docker') await removeContainer(program, dataDirectory)
  await stopOrphanDatabase(dataDirectory)
  for (const path of [socketPath, `${socketPath}.lock`]) rmSync(path, { force: true })
}

function chooseUser({ program, dataDirectory, runFolder, packageUser, passFolders }: StartDatabaseOptions): ServerUser {
  const uid = process.getuid?.()
  if (program.kind === 'docker') return { reason: 'in a container' }
  const user = uid === 0 ? findPackageUser(packageUser ?? 'mysql') : undefined
  if (user) letPass(passFolders ?? [], user)
  const folders = [dataDirectory, socketFolder(runFolder)]
  return chooseServerUser(uid, user, { folders, look: lookAtFolder })
}
