import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { findProgram } from './needs.mjs'

/**
 * Runs `work` while strace counts the system calls of a process and its threads. Returns the calls for each request by
 * their names, without the rare ones.
 * @param {number} pid
 * @param {() => Promise<{ count: number }>} work says how many requests it made
 * @returns {Promise<Record<string, number>>}
 */
export async function countSystemCalls(pid, work) {
  const strace = spawn(findProgram('strace'), ['-c', '-f', '-p', String(pid)], { stdio: ['ignore', 'ignore', 'pipe'] })
  const output = text(strace.stderr)
  await once(strace.stderr, 'data')
  const { count } = await work()
  strace.kill('SIGINT')
  return readTable(await output, count)
}

/** Lines like ` 53.37    0.590991          21     28014       120 sendto`; the errors' column may be empty. */
function readTable(output, count) {
  const calls = {}
  for (const line of output.split('\n')) {
    const fields = line.trim().split(/\s+/)
    const name = fields.at(-1)
    const perRequest = Number(fields[3]) / count
    if (/^[\d.]+$/.test(fields[0]) && name !== 'total' && perRequest >= 0.01) {
      calls[name] = Math.round(perRequest * 100) / 100
    }
  }
  return calls
}
