import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { findDocker } from './docker.ts'
import { missingServer, type RejectedProgram, unusableServer } from './missing-server.ts'
import { readOperatingSystem } from './operating-system.ts'
import { runProgram } from './run-program.ts'
import { listSearchPlaces } from './search-places.ts'
import { programEnvironment, type ServerProgram } from './server-program.ts'
import { checkVersion } from './server-version.ts'
import { unpackedRoot } from './unpack-debian.ts'

export type { ServerProgram } from './server-program.ts'

const VERSION_TIMEOUT_MS = 10_000

export interface FindOptions {
  /** Path that the user named; empty: look for one. */
  mysqld: string
  /** Whose PATH is searched. */
  env: NodeJS.ProcessEnv
  /** Where `--install-database` unpacks a server when it may not install one. */
  cacheFolder?: string
  /** In place of PATH, the usual folders and Docker (tests). */
  places?: readonly string[]
}

/**
 * Looks for a MySQL-compatible server: the named one, PATH, the usual folders, one unpacked earlier, Docker.
 * @throws UserError DatabaseServerUnusable for a named one that does not serve, DatabaseServerMissing when none does.
 */
export async function findDatabaseServer(options: FindOptions): Promise<ServerProgram> {
  if (options.mysqld) {
    const program = await examineProgram(options.mysqld)
    if ('reason' in program) throw unusableServer(program)
    return program
  }
  const rejected: RejectedProgram[] = []
  for (const candidate of await listCandidates(options)) {
    const program = await examineProgram(candidate.path, candidate.root)
    if (!('reason' in program)) return program
    rejected.push(program)
  }
  const docker = options.places ? undefined : await findDocker(options.env)
  if (docker) return docker
  throw missingServer(readOperatingSystem(), rejected)
}

async function listCandidates(options: FindOptions): Promise<{ path: string; root?: string }[]> {
  const places = options.places ?? listSearchPlaces(options.env.PATH)
  const found = await Promise.all(places.map(resolveProgram))
  const candidates: { path: string; root?: string }[] = [...new Set(found)].flatMap((path) => (path ? [{ path }] : []))
  const root = options.cacheFolder === undefined ? undefined : unpackedRoot(options.cacheFolder)
  const unpacked = root === undefined ? undefined : await resolveProgram(`${root}/usr/sbin/mariadbd`)
  return unpacked && root ? [...candidates, { path: unpacked, root }] : candidates
}

/** The file behind a place, or undefined when there is none that can be executed. */
async function resolveProgram(place: string): Promise<string | undefined> {
  try {
    await access(place, constants.X_OK)
    return (await stat(place)).isFile() ? await realpath(place) : undefined
  } catch {
    return undefined
  }
}

/** Asks a program for its version. `--no-defaults` first: a broken my.cnf of the system must not matter. */
export async function examineProgram(path: string, root?: string): Promise<ServerProgram | RejectedProgram> {
  const placed = { path, ...(root === undefined ? {} : { root }) }
  const env = programEnvironment({ kind: 'mariadb', version: '', ...placed })
  try {
    const { code, stdout, stderr } = await runProgram(path, ['--no-defaults', '--version'], {
      env,
      timeout: VERSION_TIMEOUT_MS,
    })
    if (code !== 0) return { path, reason: firstLine(stderr) || `--version ends with exit code ${code}` }
    const checked = checkVersion(stdout)
    return 'problem' in checked ? { path, reason: checked.problem } : { ...placed, ...checked }
  } catch (error) {
    return { path, reason: describeSpawnError(error as NodeJS.ErrnoException) }
  }
}

function describeSpawnError(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'there is no such file'
  if (error.code === 'EACCES') return 'it is not an executable file'
  return error.message
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
