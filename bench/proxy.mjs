// npm run bench:proxy [-- --full] [--tls] [--rounds N] [--seconds N] [--clients 1,32] [--out FILE]: what the stand-in
// for RDS Proxy costs, against the same server directly and through HAProxy. Ratios within one run: the subjects take
// turns in each round, and medians are shown. No thresholds: the reader judges the ratios.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { profileProcessor } from './proxy/cpu-profile.mjs'
import { findMissing } from './proxy/needs.mjs'
import { formatTable, summarize } from './proxy/report.mjs'
import { startSubjects } from './proxy/subjects.mjs'
import { Sysbench } from './proxy/sysbench.mjs'
import { countSystemCalls } from './proxy/system-calls.mjs'
import { writeReport } from './proxy/write-report.mjs'

const { values: options } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    tls: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    clients: { type: 'string' },
    out: { type: 'string', default: 'bench/results/proxy.json' },
  },
})
const effort = {
  clients: (options.clients ?? (options.full ? '1,32,256,1000' : '1,32')).split(',').map(Number),
  rounds: Number(options.rounds ?? (options.full ? 5 : 3)),
  seconds: Number(options.seconds ?? (options.full ? 5 : 2)),
  encryptions: options.full ? [false, true] : [options.tls],
}
const packageFolder = resolve(dirname(fileURLToPath(import.meta.url)), '..')

const missing = findMissing()
if (missing.length > 0) {
  process.stderr.write(`Missing: ${missing.join(', ')}\nTry: apt-get install -y ${missing.join(' ')}\n`)
  process.exit(1)
}

const folder = await mkdtemp(join(tmpdir(), 'rpw-bench-proxy-'))
// Ctrl-C ends the measurement that runs; what is below then cleans up.
process.on('SIGINT', () => {})
let subjects
try {
  subjects = await startSubjects(packageFolder, folder)
  const sysbench = await Sysbench.prepare(folder, subjects)
  await warmUp(subjects, sysbench)
  const cells = await measure(subjects, sysbench)
  const logins = await measureLogins(subjects, sysbench)
  const profiles = await profile(subjects, sysbench)
  const functions = await profileFunctions(subjects, sysbench)
  const result = { ...describeMachine(), ...effort, pool: subjects.pool, cells, logins, profiles, functions }
  await mkdir(dirname(resolve(options.out)), { recursive: true })
  await writeFile(options.out, `${JSON.stringify(result, undefined, 2)}\n`)
  await writeFile(options.out.replace(/\.json$/, '.md'), writeReport(result))
  process.stdout.write(`${formatTable(result)}\n\nWritten to ${options.out}\n`)
} finally {
  await subjects?.stop()
  await rm(folder, { recursive: true, force: true })
}

/** A process that has just begun is slower, most of all one that compiles as it runs. */
async function warmUp(subjects, sysbench) {
  for (const subject of subjects.list) {
    for (const tls of effort.encryptions) {
      for (const statement of ['select', 'insert'])
        await sysbench.run(subject, { statement, clients: 32, tls, seconds: 3 })
    }
  }
}

async function measure(subjects, sysbench) {
  const cells = []
  for (const tls of effort.encryptions) {
    for (const statement of ['select', 'insert']) {
      for (const clients of effort.clients)
        cells.push(await measureCell(subjects, sysbench, { statement, clients, tls }))
    }
  }
  return cells
}

/** One cell of the matrix: all subjects in turn, `rounds` times. */
async function measureCell(subjects, sysbench, cell) {
  const rounds = []
  for (let round = 0; round < effort.rounds; round++) {
    const figures = {}
    for (const subject of subjects.list) {
      figures[subject.name] = await sysbench.run(subject, { ...cell, seconds: effort.seconds })
    }
    rounds.push(figures)
  }
  const summary = { ...cell, ...summarize(rounds), rounds }
  process.stderr.write(`${formatTable({ cells: [summary] }, false)}\n`)
  return summary
}

/** Whole connections, one after the other, on each client: the price of a login. */
async function measureLogins(subjects, sysbench) {
  const cells = []
  for (const tls of effort.encryptions) {
    cells.push(await measureCell(subjects, sysbench, { statement: 'login', clients: 32, tls }))
  }
  return cells
}

/** System calls for each request, of those that pass bytes on. */
async function profile(subjects, sysbench) {
  const profiles = []
  for (const tls of effort.encryptions) {
    for (const statement of ['select', 'insert']) {
      for (const name of ['haproxy', 'stand-in']) {
        const subject = subjects.list.find((each) => each.name === name)
        const cell = { statement, clients: 32, tls }
        const calls = await countSystemCalls(subject.pid, () => sysbench.run(subject, { ...cell, seconds: 2 }))
        profiles.push({ ...cell, subject: name, calls })
      }
    }
  }
  return profiles
}

/** Where the stand-in's thread is, in a process of its own for each cell. */
async function profileFunctions(subjects, sysbench) {
  const profiles = []
  for (const tls of effort.encryptions) {
    const cell = { statement: 'select', clients: 32, tls }
    const work = (subject) => sysbench.run(subject, { ...cell, seconds: effort.seconds })
    const own = await mkdtemp(join(folder, 'cpu-profile-'))
    profiles.push({ ...cell, functions: await profileProcessor(packageFolder, own, subjects, work) })
  }
  return profiles
}

function describeMachine() {
  const processors = cpus()
  return {
    node: process.version,
    processor: processors[0]?.model,
    processors: processors.length,
    /** Of the last 15 minutes: this benchmark's own load is in it. */
    load: loadavg()[2],
    at: new Date().toISOString(),
  }
}
