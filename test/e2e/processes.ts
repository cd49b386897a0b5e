import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface FoundProcess {
  pid: number
  /** Command line and environment variables. */
  text: string
}

/**
 * Every process whose command line or environment names the folder: the background process, the functions and the
 * database of a project there, whoever remembers them. Zombies have neither, so they do not count.
 */
export function findProcessesOf(folder: string): FoundProcess[] {
  return listProcesses().filter(({ pid, text }) => pid !== process.pid && text.includes(folder))
}

/** The pids of the processes whose command line or environment names both. */
export function findPids(folder: string, text: string): number[] {
  return findProcessesOf(folder)
    .filter((found) => found.text.includes(text))
    .map(({ pid }) => pid)
}

function listProcesses(): FoundProcess[] {
  if (process.platform !== 'linux')
    return parsePs(execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' }))
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), text: readProc(name, 'cmdline') + readProc(name, 'environ') }))
}

function parsePs(text: string): FoundProcess[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => ({ pid: Number.parseInt(line, 10), text: line }))
}

/** A process may have ended since it was listed, or belong to another user. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
