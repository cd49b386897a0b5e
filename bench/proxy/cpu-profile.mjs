import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'

const MOST_FUNCTIONS = 10

/**
 * Lets a stand-in serve a cell under `node --cpu-prof`. Returns the functions with the largest shares of the time in
 * which the thread was at work, largest first.
 * @param {string} packageFolder
 * @param {string} folder for everything that is made
 * @param subjects as startSubjects gives them
 * @param {(subject: { name: string, port: number }) => Promise<unknown>} work
 * @returns {Promise<{ name: string, share: number }[]>}
 */
export async function profileProcessor(packageFolder, folder, subjects, work) {
  const child = await startProfiled(packageFolder, folder)
  child.stdin.end(`${JSON.stringify(describeOptions(subjects))}\n`)
  const [port] = await once(createInterface(child.stdout), 'line')
  await work({ name: 'profiled', port: Number(port) })
  child.kill('SIGTERM')
  await once(child, 'exit')
  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'))
  return findLargest(JSON.parse(readFileSync(join(folder, file), 'utf8')))
}

async function startProfiled(packageFolder, folder) {
  const outfile = join(folder, 'profiled-stand-in.mjs')
  const entryPoints = [join(packageFolder, 'bench/proxy/profiled-stand-in.ts')]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' })
  const flags = ['--cpu-prof', '--cpu-prof-dir', folder, outfile]
  return spawn(process.execPath, flags, { stdio: ['pipe', 'pipe', 'inherit'] })
}

/** As the benchmark's own stand-in has them. */
function describeOptions({ database, pool }) {
  const read = (name) => readFileSync(join(dirname(database.authorityFile), name), 'utf8')
  return {
    listen: { host: '127.0.0.1', port: 0 },
    tls: { cert: read('certificate.pem'), key: read('key.pem') },
    server: { socketPath: database.socketPath },
    credentials: { username: database.user, password: database.password, versionId: '1' },
    clientPasswordAuthType: 'mysql_native_password',
    maxConnections: pool,
    limits: { reservedConnections: 0 },
    settings: {
      ...{ maxConnectionsPercent: 100, maxIdleConnectionsPercent: 100, borrowTimeout: 120, idleClientTimeout: 1800 },
      ...{ requireTls: false, pinningFilter: 'none', initQuery: '' },
    },
  }
}

/** Time spent in a function itself; what Node does in C++ and the system calls count for the function that called. */
function findLargest({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameFunction(callFrame)]))
  const times = new Map()
  for (const [index, id] of samples.entries()) {
    const name = names.get(id)
    times.set(name, (times.get(name) ?? 0) + timeDeltas[index])
  }
  times.delete('(idle)')
  const total = [...times.values()].reduce((sum, time) => sum + time, 0)
  const shares = [...times].map(([name, time]) => ({ name, share: time / total }))
  return shares.sort((one, other) => other.share - one.share).slice(0, MOST_FUNCTIONS)
}

function nameFunction({ functionName, url }) {
  if (functionName.startsWith('(')) return functionName
  const place = url.startsWith('file:') ? 'stand-in' : url
  return `${functionName || 'anonymous'}${place === '' ? '' : `, ${place}`}`
}
