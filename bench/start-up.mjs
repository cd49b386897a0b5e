import { median } from './median.mjs'
import { timeNode } from './program.mjs'

/**
 * Wall-clock time of short commands against Node's own start, rounds interleaved.
 * @param {import('./program.mjs').Program} program with an environment that runs
 * @param {string} folder
 * @param {number} rounds
 */
export async function measureStartUp(program, folder, rounds) {
  const subjects = [
    { name: 'node -e 0', run: () => timeNode(['-e', '0'], folder) },
    { name: '--version', run: () => program.time('--version') },
    { name: 'rows', run: () => program.time('rows', '--limit', '20') },
  ]
  // Once before it counts: the files come from the disk cache afterwards, for all alike.
  for (const { run } of subjects) await run()
  const times = subjects.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { run }] of subjects.entries()) times[index].push(await run())
  }
  return subjects.map(({ name }, index) => ({ name, ms: median(times[index]) }))
}
