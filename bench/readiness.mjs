import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { median } from './median.mjs'
import { Program } from './program.mjs'

/**
 * Wall-clock time from nothing to an environment that answers: without a prepared data directory, with one, and of a
 * start on data that are there.
 * @param {string} packageFolder
 * @param {string} folder
 * @param {number} rounds
 */
export async function measureReadiness(packageFolder, folder, rounds) {
  const times = { 'from nothing': [], 'with a prepared data directory': [], 'start again on its data': [] }
  for (let round = 0; round < rounds; round++) {
    const place = await mkdtemp(join(folder, 'ready-'))
    const program = new Program(packageFolder, place, { XDG_CACHE_HOME: join(place, 'cache') })
    const init = () => program.time('init', '--target', 'local', '--port', '0', '--yes')
    try {
      times['from nothing'].push(await init())
      await program.run('destroy', '--yes')
      times['with a prepared data directory'].push(await init())
      const { components } = await program.run('status')
      await endProcess(components.find(({ name }) => name === 'background process').pid)
      times['start again on its data'].push(await program.time('deploy'))
    } finally {
      await program.run('destroy', '--yes')
      await rm(place, { recursive: true, force: true })
    }
  }
  return Object.entries(times).map(([name, each]) => ({ name, ms: median(each) }))
}

async function endProcess(pid) {
  process.kill(pid, 'SIGTERM')
  while (isThere(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
}

function isThere(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
