import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { UserError } from '../../../errors.ts'
import { endProcess, identifyProcess, type ProcessIdentity } from '../processes.ts'
import { serverFolder } from './server-arguments.ts'

const GRACE_MS = 10_000

/**
 * A server that still runs on this data directory although the process that started it has died. It is known by its
 * command line, which names the folder; a pid file could be old, and its pid given to somebody else since.
 */
export function findOrphanDatabase(dataDirectory: string): ProcessIdentity | undefined {
  const wanted = `--datadir=${serverFolder(dataDirectory)}`
  const found = listCommandLines().find(({ pid, words }) => pid !== process.pid && words.includes(wanted))
  return found && identifyProcess(found.pid)
}

/**
 * Ends such a server, in good order if it can, so that the next one may take the folder.
 * @throws UserError when it cannot be ended, as when it belongs to another user.
 */
export async function stopOrphanDatabase(dataDirectory: string): Promise<ProcessIdentity | undefined> {
  const orphan = findOrphanDatabase(dataDirectory)
  if (!orphan || (await endProcess(orphan, GRACE_MS))) return orphan
  throw new UserError({
    name: 'DatabaseInUse',
    message: `The process ${orphan.pid} has the database in ${dataDirectory} open and cannot be stopped.`,
    nextSteps: [`Stop it yourself: sudo kill ${orphan.pid}`],
  })
}

interface CommandLine {
  pid: number
  words: string[]
}

function listCommandLines(): CommandLine[] {
  return process.platform === 'linux' ? readProcessTable() : askForProcesses()
}

/** proc(5): the arguments in `cmdline` end with a NUL each. */
function readProcessTable(): CommandLine[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map((pid) => ({ pid: Number(pid), words: readWords(pid) }))
}

function readWords(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  } catch {
    // It ended in between.
    return []
  }
}

function askForProcesses(): CommandLine[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n')
  return lines.map((line) => {
    const [pid, ...words] = line.trim().split(' --')
    return { pid: Number.parseInt(pid ?? '', 10), words: words.map((word) => `--${word}`) }
  })
}
