import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process that can be told from a later one that was given the same pid. */
export interface ProcessIdentity {
  pid: number
  /** The operating system's text for when it started; only ever compared for equality. */
  started: string
}

/** The identity of a running process, or undefined when no process has that pid. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? readStartTicks(pid) : askForStartTime(pid)
  return started === undefined ? undefined : { pid, started }
}

/** Whether this very process still runs. A zombie, which only waits for its parent, counts as ended. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.started === identity.started
}

/**
 * Ends a process: SIGTERM (after SIGCONT, for it may be frozen), then SIGKILL when it is still there after the grace
 * period. Never touches another process that has taken over the pid.
 * @returns false when it is still there, as with a process of another user.
 */
export async function endProcess(identity: ProcessIdentity, graceMs: number): Promise<boolean> {
  for (const [signal, waitMs] of [
    ['SIGTERM', graceMs],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isRunning(identity)) return true
    sendSignal(identity.pid, 'SIGCONT')
    sendSignal(identity.pid, signal)
    if (await waitForEnd(identity, waitMs)) return true
  }
  return !isRunning(identity)
}

/** @returns true when the process has ended within the time. */
export async function waitForEnd(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (isRunning(identity)) {
    if (Date.now() > deadline) return false
    await sleep(20)
  }
  return true
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended in between, or belongs to somebody else: the caller looks again.
  }
}

/** proc(5): after the command's closing parenthesis come the state and, 19 fields on, the start in clock ticks. */
function readStartTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

function askForStartTime(pid: number): string | undefined {
  try {
    const answer = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } })
    return answer.trim() || undefined
  } catch {
    return undefined
  }
}
