import { type Dirent, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A MySQL-compatible server that can be started here. Plain data: it is kept in the environment's record. */
export interface ServerProgram {
  /** `docker`: `path` is the docker client, and the server runs in a container of DOCKER_IMAGE. */
  kind: 'mysql' | 'mariadb' | 'docker'
  path: string
  /** Such as `10.11.19`. */
  version: string
  /** Folder that holds an unpacked package (`usr/sbin/mariadbd` below it), when it is not installed on the system. */
  root?: string
}

/** The engine version that new RDS instances get. */
export const DOCKER_IMAGE = 'mysql:8.4'

/** How a program is called in messages: `MariaDB 10.11.19`. */
export function describeProgram({ kind, version }: ServerProgram): string {
  if (kind === 'docker') return `MySQL ${version} in Docker`
  return `${kind === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version}`
}

/**
 * Environment variables of a server process: nothing of the user's that could change its behaviour (`MYSQL_*`), and
 * the libraries of an unpacked package. UMASK and UMASK_DIR are the server's own variables for the modes of the files
 * and folders that it makes. The docker client keeps the user's, which say where the engine is.
 */
export function programEnvironment(program: ServerProgram): NodeJS.ProcessEnv {
  if (program.kind === 'docker') return process.env
  const { PATH, TMPDIR } = process.env
  return {
    ...(PATH === undefined ? {} : { PATH }),
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    ...(program.root === undefined ? {} : { LD_LIBRARY_PATH: libraryFolders(program.root).join(delimiter) }),
    UMASK: '0600',
    UMASK_DIR: '0700',
  }
}

/** Debian keeps libraries in `usr/lib/<architecture>`, older packages in `lib/<architecture>`. */
function libraryFolders(root: string): string[] {
  const parents = [join(root, 'usr/lib'), join(root, 'lib')].filter((path) => existsSync(path))
  return parents.flatMap((path) => readdirSync(path, { withFileTypes: true }).filter(isArchitecture).map(toPath))
}

const isArchitecture = (entry: Dirent) => entry.isDirectory() && entry.name.includes('-linux-')
const toPath = (entry: Dirent) => join(entry.parentPath, entry.name)
