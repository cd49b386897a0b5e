import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from './needs.mjs'

const run = promisify(execFile)
const TICKS_PER_SECOND = 100

const statements = {
  select: 'SELECT 1',
  insert: "INSERT INTO rows_written (text) VALUES ('abcdefghijklmnopqrstuvwxyz0123456789')",
}

/** What an event of sysbench does. */
const scripts = {
  ...Object.fromEntries(Object.entries(statements).map(([name, sql]) => [name, writeScript(sql)])),
  login: writeLoginScript(),
}

/** Runs sysbench with one plain statement again and again on each of its connections. */
export class Sysbench {
  #folder
  #subjects

  constructor(folder, subjects) {
    this.#folder = folder
    this.#subjects = subjects
  }

  /** Writes the scripts, and the files that sysbench wants beside it for TLS. */
  static async prepare(folder, subjects) {
    const own = join(folder, 'sysbench')
    await mkdir(own)
    for (const [name, script] of Object.entries(scripts)) await writeFile(join(own, `${name}.lua`), script)
    const certificates = dirname(subjects.database.authorityFile)
    await copyFile(subjects.database.authorityFile, join(own, 'cacert.pem'))
    for (const [from, to] of [
      ['certificate.pem', 'client-cert.pem'],
      ['key.pem', 'client-key.pem'],
    ]) {
      await copyFile(join(certificates, from), join(own, to))
    }
    return new Sysbench(own, subjects)
  }

  /**
   * @param {{ name: string, port: number, pid?: number }} subject
   * @param {{ statement: 'select' | 'insert' | 'login', clients: number, tls: boolean, seconds: number }} cell
   */
  async run(subject, { statement, clients, tls, seconds }) {
    const { database, schema } = this.#subjects
    const flags = [
      ...['--db-driver=mysql', '--mysql-host=127.0.0.1', `--mysql-port=${subject.port}`, `--mysql-db=${schema}`],
      ...[`--mysql-user=${database.user}`, `--mysql-password=${database.password}`, '--db-ps-mode=disable'],
      ...[`--threads=${clients}`, `--time=${seconds}`, '--percentile=99', '--thread-init-timeout=120'],
      ...[`--mysql-ssl=${tls ? 'on' : 'off'}`, `${statement}.lua`, 'run'],
    ]
    const before = readProcessorSeconds(subject.pid)
    const { stdout } = await run(findProgram('sysbench'), flags, { cwd: this.#folder, maxBuffer: 1e7 })
    const figures = readFigures(stdout)
    if (before === undefined) return figures
    const after = readProcessorSeconds(subject.pid)
    const perRequest = (seconds) => (seconds * 1e6) / figures.count
    const userMicros = perRequest(after.user - before.user)
    return { ...figures, userMicros, cpuMicros: userMicros + perRequest(after.system - before.system) }
  }
}

function writeScript(sql) {
  return [
    'function thread_init() drv = sysbench.sql.driver(); con = drv:connect() end',
    `function event() con:query(${JSON.stringify(sql)}) end`,
    'function thread_done() con:disconnect() end',
    '',
  ].join('\n')
}

function writeLoginScript() {
  return [
    'function thread_init() drv = sysbench.sql.driver() end',
    'function event() local con = drv:connect(); con:disconnect() end',
    '',
  ].join('\n')
}

function readFigures(output) {
  const read = (pattern) => Number(pattern.exec(output)?.[1])
  const count = read(/transactions:\s+(\d+)/)
  const perSecond = read(/transactions:\s+\d+\s+\(([\d.]+) per sec/)
  if (!(perSecond > 0)) throw new Error(`sysbench said something unexpected:\n${output}`)
  return { count, perSecond, meanMs: read(/avg:\s+([\d.]+)/), p99Ms: read(/99th percentile:\s+([\d.]+)/) }
}

/** User and system time that a process has taken, on Linux. */
function readProcessorSeconds(pid) {
  if (pid === undefined || process.platform !== 'linux') return undefined
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return { user: Number(fields[11]) / TICKS_PER_SECOND, system: Number(fields[12]) / TICKS_PER_SECOND }
}
