// npm run bench [-- --quick]: what the program is worth against the usual way, as ratios of one run. There are no
// thresholds: absolute figures differ from machine to machine, and the reader judges the ratios.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Program } from './program.mjs'
import { copyProgram, copyWithReferenceHandler } from './program-copy.mjs'
import { measureReadiness } from './readiness.mjs'
import { measureStartUp } from './start-up.mjs'
import { measureThroughput } from './throughput.mjs'

const packageFolder = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const quick = process.argv.includes('--quick')
const effort = quick ? { rounds: 1, share: 0.1 } : { rounds: 5, share: 1 }
const startUpRounds = quick ? 3 : 21
const readinessRounds = quick ? 1 : 5

const folder = await mkdtemp(join(tmpdir(), 'rpw-bench-'))
// Ctrl-C ends the command that runs; what is below then cleans up.
process.on('SIGINT', () => {})

try {
  const copies = join(folder, 'programs')
  const programs = {
    ours: await openProgram(await copyProgram(packageFolder, join(copies, 'ours')), 'ours'),
    reference: await openProgram(await copyWithReferenceHandler(packageFolder, join(copies, 'reference')), 'reference'),
  }
  const deployed = []
  try {
    for (const program of Object.values(programs)) {
      deployed.push(program)
      await deploy(program)
    }
    print(`Node ${process.version}, ${availableParallelism()} processors`)
    printThroughput(await measureThroughput(programs, effort))
    const startUp = await measureStartUp(programs.ours, join(folder, 'ours'), startUpRounds)
    printTimes('Start to end of a command (medians)', startUp, startUp[0].ms)
    const readiness = await measureReadiness(join(copies, 'ours'), folder, readinessRounds)
    printTimes('From `init --yes` or `deploy` to an environment that answers (medians)', readiness, startUp[0].ms)
  } finally {
    for (const program of deployed) await program.run('destroy', '--yes').catch(printFailure)
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function openProgram(from, name) {
  const projectFolder = join(folder, name)
  await mkdir(projectFolder)
  return new Program(from, projectFolder)
}

function deploy(program) {
  return program.run('init', '--target', 'local', '--port', '0', '--yes', '--non-interactive')
}

function printThroughput(results) {
  const reference = results[0].perSecond
  print('\nThrough gateway, function, proxy and database, 10 at once, 1,000 rows and more (medians)')
  for (const { name, perSecond } of results) {
    print(`  ${name.padEnd(44)}${perSecond.toFixed(0).padStart(7)} a second ${ratio(perSecond / reference)}`)
  }
}

/** Times as multiples of Node's own start. */
function printTimes(title, results, node) {
  print(`\n${title}`)
  for (const { name, ms } of results)
    print(`  ${name.padEnd(44)}${ms.toFixed(0).padStart(7)} ms       ${ratio(ms / node)}`)
}

/** Beside the error that ended the run early there may be one of the clean-up: neither shall hide the other. */
function printFailure(error) {
  process.exitCode = 1
  process.stderr.write(`${error.message}\n`)
}

function ratio(value) {
  return `${value.toFixed(1).padStart(7)} x`
}

function print(line) {
  process.stdout.write(`${line}\n`)
}
