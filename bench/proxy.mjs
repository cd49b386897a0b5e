// npm run bench:proxy [-- --full] [--tls] [--rounds N] [--seconds N] [--clients 1,32] [--out FILE]: what the stand-in
// for RDS Proxy costs, against the same server directly and through HAProxy. Ratios within one run: the subjects take
// turns in each round, and medians are shown. No thresholds: the reader judges the ratios.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findMissing } from './proxy/needs.mjs'
import { formatTable, summarize } from './proxy/report.mjs'
import { startSubjects } from './proxy/subjects.mjs'
import { Sysbench } from './proxy/sysbench.mjs'

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
  const cells = await measure(subjects, await Sysbench.prepare(folder, subjects))
  const result = { ...describeMachine(), ...effort, pool: subjects.pool, cells }
  await mkdir(dirname(resolve(options.out)), { recursive: true })
  await writeFile(options.out, `${JSON.stringify(result, undefined, 2)}\n`)
  process.stdout.write(`${formatTable(result)}\n\nWritten to ${options.out}\n`)
} finally {
  await subjects?.stop()
  await rm(folder, { recursive: true, force: true })
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

function describeMachine() {
  const processors = cpus()
  return {
    node: process.version,
    processor: processors[0]?.model,
    processors: processors.length,
    at: new Date().toISOString(),
  }
}
