import { existsSync, readFileSync } from 'node:fs'

/** Whether the system tells what memory a process has. */
export const tellsMemory = existsSync('/proc/self/status')

/** Bytes that the kernel counts for a process: now, or at the highest so far. */
export function readMemory(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes] = new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) * 1024
}
