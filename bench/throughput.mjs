import { median } from './median.mjs'

const CONCURRENCY = 10
const ROWS = 1_000
/** Within the reference's 20 characters. */
const PATH = '/bench'

/**
 * Requests a second through the whole local path. The subjects take turns, so that all of them meet whatever else
 * the machine does.
 * @param {{ ours: import('./program.mjs').Program, reference: import('./program.mjs').Program }} programs
 * @param {{ rounds: number, share: number }} effort share: of the full number of requests
 */
export async function measureThroughput({ ours, reference }, { rounds, share }) {
  const count = (full) => Math.max(Math.round(full * share), CONCURRENCY)
  const subjects = [
    // Few, because its table and with it each answer grows by every request.
    { name: 'reference-style handler, page of all rows', requests: count(100), send: load(reference) },
    { name: 'webhook function, page of the newest 100', requests: count(500), send: load(ours, 'accept: text/html') },
    { name: 'webhook function, JSON receipt', requests: count(3_000), send: load(ours) },
  ]
  for (const program of [reference, ours]) await load(program)(ROWS)
  const rates = subjects.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { requests, send }] of subjects.entries()) rates[index].push(await send(requests))
  }
  return subjects.map(({ name, requests }, index) => ({ name, requests, perSecond: median(rates[index]) }))
}

/** A function that sends so many requests and returns how many a second were answered. */
function load(program, ...headers) {
  return async (requests) => {
    const counts = ['--requests', String(requests), '--concurrency', String(CONCURRENCY)]
    const result = await program.run('hit', PATH, ...counts, ...headers.flatMap((header) => ['--header', header]))
    return result.requestsPerSecond
  }
}
