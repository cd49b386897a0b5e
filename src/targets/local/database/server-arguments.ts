import { join } from 'node:path'
import { mapIntoContainer } from './docker.ts'
import type { ServerProgram } from './server-program.ts'

/** Connections beyond those that the proxy may open: the rotation function's, and one to look around. */
export const RESERVED_CONNECTIONS = 5
const TABLE_CACHE = 400

export interface ServerFolders {
  dataDirectory: string
  /** Unix socket; unused in a container. */
  socketPath: string
}

/** The server's own folder inside the environment's data directory. */
export function serverFolder(dataDirectory: string): string {
  return join(dataDirectory, 'data')
}

/**
 * The server's folder for temporary files. Never the system's: MariaDB deletes other servers' temporary tables in it
 * when it starts.
 */
export function temporaryFolder(dataDirectory: string): string {
  return join(dataDirectory, 'tmp')
}

/** How many files the server may need open at once; its own formula, five for each connection. */
export function countOpenFiles(maxConnections: number): number {
  return (maxConnections + RESERVED_CONNECTIONS) * 5 + TABLE_CACHE * 2 + 100
}

/**
 * Options for making and for running a data directory. `--no-defaults` comes first: no option file of the system or
 * of the user is read. `--loose-` marks options that only one of the two products has.
 */
export function baseArguments(program: ServerProgram, dataDirectory: string, user: string | undefined): string[] {
  const data = serverFolder(dataDirectory)
  return [
    '--no-defaults',
    `--datadir=${program.kind === 'docker' ? mapIntoContainer(dataDirectory, data) : data}`,
    ...(user === undefined ? [] : [`--user=${user}`]),
    ...(program.root === undefined ? [] : unpackedArguments(program.root)),
    '--performance-schema=OFF',
    '--innodb-buffer-pool-size=16M',
    ...(program.kind === 'docker' ? [] : [`--tmpdir=${temporaryFolder(dataDirectory)}`]),
    // LOAD DATA and SELECT ... INTO OUTFILE of a client: MySQL can forbid them, in MariaDB they stay inside.
    `--secure-file-priv=${program.kind === 'mariadb' ? dataDirectory : 'NULL'}`,
    ...(program.kind === 'mariadb' ? [] : MYSQL_ARGUMENTS),
  ]
}

/** No X protocol, and no keys or certificates: the socket is private and the proxy has its own. */
const MYSQL_ARGUMENTS = [
  '--loose-mysqlx=OFF',
  '--loose-auto-generate-certs=OFF',
  '--loose-sha256-password-auto-generate-rsa-keys=OFF',
  '--loose-caching-sha2-password-auto-generate-rsa-keys=OFF',
  '--loose-log-error-verbosity=2',
]

const MARIADB_ARGUMENTS = [
  '--aria-pagecache-buffer-size=2M',
  '--query-cache-size=0',
  '--query-cache-type=0',
  '--log-warnings=1',
]

/** A package that is not where it was built for finds neither its messages nor its character sets. */
function unpackedArguments(root: string): string[] {
  const share = join(root, 'usr/share/mysql')
  return [
    `--lc-messages-dir=${share}`,
    `--character-sets-dir=${join(share, 'charsets')}`,
    `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`,
  ]
}

/**
 * Options of a running server. Small (about 60 MB), UTF-8 and UTC throughout. The log is handed to the operating
 * system at each commit and flushed once a second (`flush-log-at-trx-commit=2`): what was committed survives the
 * server's death by SIGKILL, for the kernel has it, and only a power cut or kernel crash can take the last second.
 * That is many times faster than one flush a commit, and this is a copy of the stack to try things on. The redo log
 * has 64 MB, for MySQL refuses a value larger than a tenth of it and bodies have up to 4.5 MB.
 */
export function runArguments(program: ServerProgram, folders: ServerFolders, maxConnections: number): string[] {
  return [
    ...addressArguments(program, folders),
    '--skip-name-resolve',
    '--skip-log-bin',
    '--local-infile=OFF',
    '--innodb-flush-log-at-trx-commit=2',
    ...redoLogArguments(program),
    '--innodb-log-buffer-size=4M',
    '--innodb-buffer-pool-dump-at-shutdown=OFF',
    '--innodb-buffer-pool-load-at-startup=OFF',
    '--key-buffer-size=1M',
    '--character-set-server=utf8mb4',
    '--max-allowed-packet=128M',
    `--max-connections=${maxConnections + RESERVED_CONNECTIONS}`,
    `--open-files-limit=${countOpenFiles(maxConnections)}`,
    `--table-open-cache=${TABLE_CACHE}`,
    `--table-definition-cache=${TABLE_CACHE}`,
    '--thread-cache-size=16',
    '--default-time-zone=+00:00',
    ...(program.kind === 'mariadb' ? MARIADB_ARGUMENTS : []),
  ]
}

function addressArguments(program: ServerProgram, { dataDirectory, socketPath }: ServerFolders): string[] {
  if (program.kind === 'docker') return ['--socket=/tmp/mysql.sock', '--pid-file=/tmp/mysql.pid']
  return ['--skip-networking', `--socket=${socketPath}`, `--pid-file=${join(dataDirectory, 'server.pid')}`]
}

function redoLogArguments({ kind }: ServerProgram): string[] {
  return [kind === 'mariadb' ? '--innodb-log-file-size=64M' : '--loose-innodb-redo-log-capacity=64M']
}
