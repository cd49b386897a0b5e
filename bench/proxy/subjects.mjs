import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { copyProgram } from '../program-copy.mjs'
import { findProgram } from './needs.mjs'

const POOL = 20
const MOST_CLIENTS = 1_200
const SCHEMA = 'bench'

/**
 * Starts one database server and the ways to it: directly, through HAProxy in TCP mode (with all its threads, and with
 * one, as the stand-in has), and through the stand-in with a pool of 20 over a Unix socket and over TCP.
 * @param {string} packageFolder with a built program
 * @param {string} folder for everything that is made
 */
export async function startSubjects(packageFolder, folder) {
  const stops = []
  const stop = async () => {
    for (const each of stops.reverse()) await each()
  }
  try {
    const database = await startDatabase(packageFolder, folder)
    stops.push(() => database.stop())
    const program = await copyProgram(packageFolder, join(folder, 'program'))
    const haproxy = await startHaproxy(folder, database, [])
    stops.push(haproxy.stop)
    const oneThread = await startHaproxy(folder, database, ['  nbthread 1'])
    stops.push(oneThread.stop)
    const { user: username, password } = database
    await writeFile(join(folder, 'secret.json'), JSON.stringify({ username, password }), { mode: 0o600 })
    const ours = await startStandIn(program, folder, database, database.socketPath)
    stops.push(ours.stop)
    const overTcp = await startStandIn(program, folder, database, `127.0.0.1:${database.port}`)
    stops.push(overTcp.stop)
    const list = [
      { name: 'direct', port: database.port },
      { name: 'haproxy', port: haproxy.port, pid: haproxy.pid },
      { name: 'haproxy-one-thread', port: oneThread.port, pid: oneThread.pid },
      { name: 'stand-in', port: ours.port, pid: ours.pid },
      { name: 'stand-in-tcp', port: overTcp.port, pid: overTcp.pid },
    ]
    return { list, database, schema: SCHEMA, pool: POOL, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The same server as the tests use. */
async function startDatabase(packageFolder, folder) {
  const outfile = join(folder, 'real-database.mjs')
  await build({
    entryPoints: [join(packageFolder, 'test/integration/real-database.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'\nconst require = createRequire(import.meta.url)" },
  })
  const { startRealDatabase } = await import(pathToFileURL(outfile).href)
  const database = await startRealDatabase([
    ...[`--max-connections=${MOST_CLIENTS}`, '--table-open-cache=4000'],
    // sysbench brings a certificate of its own, which the server has to accept. Its data are one folder below.
    '--ssl-ca=../authority.pem',
  ])
  await database.query(`CREATE DATABASE ${SCHEMA}`)
  await database.query(`CREATE TABLE ${SCHEMA}.rows_written (id INT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(64))`)
  return database
}

/** As Debian sets it up it has a thread for each processor. @param {string[]} settings more lines for `global` */
async function startHaproxy(folder, database, settings) {
  const port = await findFreePort()
  const file = join(folder, `haproxy-${port}.cfg`)
  const lines = [
    ...['global', '  maxconn 4000', ...settings, 'defaults', '  mode tcp', '  timeout connect 5s'],
    ...['  timeout client 1h', '  timeout server 1h', 'listen mysql', `  bind 127.0.0.1:${port}`],
    ...[`  server database 127.0.0.1:${database.port}`, ''],
  ]
  await writeFile(file, lines.join('\n'))
  const child = spawn(findProgram('haproxy'), ['-db', '-f', file], { stdio: 'ignore' })
  await waitForPort(port)
  return { port, pid: child.pid, stop: () => end(child) }
}

/** Through the command that users have. */
async function startStandIn(program, folder, database, server) {
  const secret = join(folder, 'secret.json')
  const certificates = dirname(database.authorityFile)
  const share = String(Math.ceil((POOL * 100) / MOST_CLIENTS))
  const flags = [
    ...['--tls-cert', join(certificates, 'certificate.pem'), '--tls-key', join(certificates, 'key.pem')],
    ...['--listen', '127.0.0.1:0', '--server', server, '--secret', secret, '--no-require-tls'],
    ...['--database-max-connections', String(MOST_CLIENTS), '--max-connections-percent', share],
    ...['--max-idle-connections-percent', share, '--client-password-auth-type', 'mysql_native_password'],
  ]
  const child = spawn(process.execPath, [join(program, 'bin', 'run.js'), 'proxy', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  const port = Number(/^Listening on 127\.0\.0\.1:(\d+)/.exec(line)?.[1])
  return { port, pid: child.pid, stop: () => end(child) }
}

async function end(child) {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

async function waitForPort(port) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, '127.0.0.1')
    const answered = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (answered) return
    await wait(50)
  }
  throw new Error(`Nobody listens on port ${port}`)
}
