import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createConnection } from 'mysql2/promise'
import { mariadb, runAsRoot, type ServerProduct } from './server-product.ts'
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
 * Starts a real server of its own: fresh data directory, random free port on 127.0.0.1, utf8mb4, UTC.
 * @param serverArguments more options for the server, such as `--max-connections=5`
 * @param product MariaDB when it is left out
 * @throws Error when no server program is on PATH or in the usual places, or it does not come up within 20 s
 */
export async function startRealDatabase(
  serverArguments: readonly string[] = [],
  product: ServerProduct = mariadb,
): Promise<RealDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'real-db-'))
  const [files, port] = await Promise.all([
    makeTestCertificates(directory),
    findFreePort(),
    product.createData(join(directory, 'data')),
  ])
  const socketPath = join(directory, 's.sock')
  const user = 'tester'
  const password = 'correct horse battery staple'
  const start = (): Promise<ChildProcess> =>
    startServer(product.findServer(), directory, socketPath, [
      ...product.options,
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
      // Its data go as well, so it need not put them in order.
      await endServer(server, 'SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function startServer(
  program: string,
  directory: string,
  socketPath: string,
  more: readonly string[],
): Promise<ChildProcess> {
  const server = spawn(
    program,
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
