import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { makeTestCertificates } from './test-certificates.ts'

export interface RealDatabase {
  /** Unix socket; root has no password there. */
  socketPath: string
  /** Always 127.0.0.1. */
  host: string
  port: number
  /** A user with all privileges who may come over TCP (TLS offered, not demanded) and over the socket. */
  user: string
  password: string
  /** PEM of the authority that signed the server's certificate (names localhost and 127.0.0.1), and its file. */
  authority: string
  authorityFile: string
  pid: number
  /** Runs one statement as root on a connection of its own and returns the rows. */
  query<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>
  /** Kills the server as a crash would; the data stay. */
  crash(): Promise<void>
  /** Starts it again on the same data, port and socket. */
  restart(): Promise<void>
  /** Stops the server and deletes its data. */
  stop(): Promise<void>
}

/**
 * Starts a real MariaDB server of its own: fresh data directory, random free port on 127.0.0.1, utf8mb4, UTC.
 * @param serverArguments more options for the server, such as `--max-connections=5`
 * @throws Error when no server program is on PATH or in the usual places, or it does not come up within 20 s
 */
export async function startRealDatabase(serverArguments: readonly string[] = []): Promise<RealDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'real-db-'))
  const [files, port] = await Promise.all([makeTestCertificates(directory), findFreePort(), createData(directory)])
  const socketPath = join(directory, 's.sock')
  const user = 'tester'
  const password = 'correct horse battery staple'
  const start = (): Promise<ChildProcess> =>
    startServer(directory, socketPath, [
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--ssl-cert=${files.certificate}`,
      `--ssl-key=${files.key}`,
      ...serverArguments,
    ])
  let server = await start()
  const query: RealDatabase['query'] = (sql, values) => queryAsRoot(socketPath, sql, values)
  await query(`CREATE USER '${user}'@'%' IDENTIFIED BY '${password}'`)
  await query(`GRANT ALL PRIVILEGES ON *.* TO '${user}'@'%' WITH GRANT OPTION`)
  return {
    socketPath,
    host: '127.0.0.1',
    port,
    user,
    password,
    authority: await readFile(files.authority, 'utf8'),
    authorityFile: files.authority,
    get pid() {
      return server.pid ?? 0
    },
    query,
    crash: () => endServer(server, 'SIGKILL'),
    async restart() {
      server = await start()
    },
    async stop() {
      await endServer(server, 'SIGTERM')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** Path of a program of the server's package. @throws Error naming it when it is nowhere */
function findProgram(name: string): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']
  const found = folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
  if (!found) throw new Error(`${name} is needed for this test: apt-get install mariadb-server-core`)
  return found
}

const sharedFolders = ['/usr/share/mysql', '/usr/share/mariadb', '/usr/local/share/mysql', '/opt/homebrew/share/mysql']

const runAsRoot = process.getuid?.() === 0 ? ['--user=root'] : []

/**
 * Fills a data directory as mariadb-install-db does, less the help tables and the sys schema. The script itself needs
 * programs of the client's package, which need not be installed.
 */
async function createData(directory: string): Promise<void> {
  const folder = sharedFolders.find((path) => existsSync(join(path, 'mysql_system_tables.sql')))
  if (!folder) throw new Error(`The server's SQL files are in none of ${sharedFolders.join(', ')}`)
  const scripts = ['mysql_system_tables.sql', 'mysql_performance_tables.sql', 'mysql_system_tables_data.sql']
  const texts = await Promise.all(scripts.map((name) => readFile(join(folder, name), 'utf8')))
  const data = join(directory, 'data')
  await mkdir(data)
  const options = [
    '--no-defaults',
    ...runAsRoot,
    `--datadir=${data}`,
    `--tmpdir=${data}`,
    '--bootstrap',
    '--log-warnings=0',
  ]
  const server = spawn(findProgram('mariadbd'), options, { stdio: ['pipe', 'ignore', 'pipe'] })
  server.stdin.end(`create database mysql;\nuse mysql;\nSET @auth_root_socket=NULL;\n${texts.join('\n')}`)
  const output = await text(server.stderr)
  if ((await exitCode(server)) !== 0) throw new Error(`The data directory could not be made: ${output}`)
}

async function startServer(directory: string, socketPath: string, more: readonly string[]): Promise<ChildProcess> {
  const server = spawn(
    findProgram('mariadbd'),
    [
      '--no-defaults',
      ...runAsRoot,
      `--datadir=${join(directory, 'data')}`,
      // Servers that share one delete each other's temporary tables.
      `--tmpdir=${join(directory, 'data')}`,
      `--socket=${socketPath}`,
      `--pid-file=${join(directory, 'pid')}`,
      '--skip-name-resolve',
      '--character-set-server=utf8mb4',
      '--default-time-zone=+00:00',
      '--innodb-buffer-pool-size=16M',
      // Written at each commit but not synchronized: survives a crash of the process, which is what tests make.
      '--innodb-flush-log-at-trx-commit=2',
      '--skip-log-bin',
      ...more,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let output = ''
  server.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline && server.exitCode === null) {
    if (await answers(socketPath)) return server
    await wait(20)
  }
  server.kill('SIGKILL')
  throw new Error(`The database server did not start: ${output}`)
}

async function answers(socketPath: string): Promise<boolean> {
  try {
    await queryAsRoot(socketPath, 'SELECT 1')
    return true
  } catch {
    // Not up yet: the caller gives up by its own deadline.
    return false
  }
}

async function queryAsRoot<Row>(socketPath: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const connection = await createConnection({ socketPath, user: 'root', charset: 'utf8mb4', timezone: 'Z' })
  try {
    const [rows] = await connection.query(sql, values)
    return (Array.isArray(rows) ? rows : []) as Row[]
  } finally {
    connection.destroy()
  }
}

async function endServer(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  server.kill(signal)
  await exitCode(server)
}

/** Null when a signal ended it. */
function exitCode(server: ChildProcess): Promise<number | null> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve(server.exitCode)
  return new Promise((resolve) => server.once('exit', resolve))
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
