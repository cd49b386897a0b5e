import { mkdirSync, rmSync } from 'node:fs'
import { describeStorageError } from '../paths.ts'
import { ensureData, recordOrigin } from './data-directory.ts'
import { removeContainer } from './docker.ts'
import { launchServer } from './launch.ts'
import { stopOrphanDatabase } from './orphan.ts'
import { makePrivateFile, makePrivateFolder } from './private-files.ts'
import type { RunningDatabase, StartDatabaseOptions } from './running-database.ts'
import { chooseServerUser, findPackageUser, letPass, lookAtFolder, type ServerUser } from './server-user.ts'
import { makeSocketPath, socketFolder } from './socket-path.ts'

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
