import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { UserError } from '../../errors.ts'
import { cacheFolder } from '../../estimates/cache-folder.ts'

export { cacheFolder }

/** Where one local environment keeps its things. Everything below `state` and `run` goes with `destroy`. */
export interface LocalPaths {
  /** `.rds-proxy-webhook/<environment>` in the project folder, 0700. */
  state: string
  /** Short, for Unix sockets (107 bytes at most): a folder of this user's in the system's temporary folder, 0700. */
  run: string
  controlSocket: string
  /** What was deployed: settings and where each came from. */
  deployed: string
  /** The background process: pid, start, URL. */
  background: string
  /** Child processes, so that orphans can be found after a crash. */
  processes: string
  operationLock: string
  secret: string
  certificates: string
  database: string
  logs: string
  /** Shared by all environments of this user: the prepared data directory. */
  cache: string
}

/** The places of one environment; nothing is made yet. */
export function localPaths(projectFolder: string, environment: string): LocalPaths {
  const state = resolve(projectFolder, '.rds-proxy-webhook', environment)
  const run = join(tmpdir(), `rpw-${userInfo().uid}`, createHash('sha256').update(state).digest('hex').slice(0, 12))
  return {
    state,
    run,
    controlSocket: join(run, 'control.sock'),
    deployed: join(state, 'deployed.json'),
    background: join(state, 'background.json'),
    processes: join(state, 'processes.json'),
    operationLock: join(state, 'operation.lock'),
    secret: join(state, 'secret.json'),
    certificates: join(state, 'certificates'),
    database: join(state, 'database'),
    logs: join(state, 'logs'),
    cache: cacheFolder(),
  }
}

/**
 * Makes the folders of an environment.
 * @throws UserError when the disk is full or read-only, or the run folder belongs to somebody else.
 */
export function makeFolders(paths: LocalPaths): void {
  try {
    const parent = resolve(paths.state, '..')
    makeFolder(parent)
    writeFileSync(join(parent, '.gitignore'), '*\n')
    for (const folder of [paths.state, paths.logs]) makeFolder(folder, 0o700)
    makePrivateFolder(resolve(paths.run, '..'))
    makePrivateFolder(paths.run)
  } catch (error) {
    throw describeStorageError(error, paths.state)
  }
}

/** One at a time: Node says ENOENT of a read-only disk when it is to make the folders above too. */
function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    // Another deploy may have made it a moment ago.
    if (!existsSync(folder)) throw error
  }
}

/** The temporary folder is open to all users: a folder there may be a trap laid by another one. */
function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || (process.getuid && found.uid !== process.getuid())) {
    throw new UserError({
      name: 'FolderNotOurs',
      message: `${folder} belongs to another user, so it cannot hold private sockets.`,
      nextSteps: ['Set TMPDIR to a folder of your own and run the command again.'],
    })
  }
  chmodSync(folder, 0o700)
}

const STORAGE_ERRORS: Record<string, { name: string; what: string; next: string }> = {
  ENOSPC: { name: 'DiskFull', what: 'there is no space left on the disk', next: 'Free some space and run it again.' },
  EDQUOT: { name: 'DiskFull', what: 'your disk quota is used up', next: 'Free some space and run it again.' },
  EROFS: { name: 'StateNotWritable', what: 'the disk is read-only', next: 'Run it in a folder you can write to.' },
  EACCES: { name: 'StateNotWritable', what: 'permission is denied', next: 'Run it in a folder you can write to.' },
  EPERM: { name: 'StateNotWritable', what: 'permission is denied', next: 'Run it in a folder you can write to.' },
}

/** Turns a file system's refusal into a UserError; any other error is returned as it is. */
export function describeStorageError(error: unknown, path: string): unknown {
  const failure = error as NodeJS.ErrnoException
  const known = STORAGE_ERRORS[failure?.code ?? '']
  if (!known) return error
  return new UserError({
    name: known.name,
    message: `Cannot write to ${failure.path ?? path}: ${known.what}.`,
    nextSteps: [known.next],
    cause: error,
  })
}
