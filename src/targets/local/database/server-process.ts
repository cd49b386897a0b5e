import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Clock, systemClock } from './clock.ts'

/** Between SIGTERM and SIGKILL: writing back the pages of a small buffer pool takes far less. */
const GRACE_MS = 10_000

export interface ServerExit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface ServerCommand {
  path: string
  args: readonly string[]
  env: NodeJS.ProcessEnv
  /** Gets its output appended (0600). */
  logFile: string
  /** Open files that it may need at once. */
  openFiles: number
}

/**
 * The constant script that raises the limit of open files before it becomes the server; Node cannot do that itself.
 * A soft limit of 1,024 would silently cap the server at about 970 connections. What the hard limit does not allow is
 * raised as far as it goes.
 */
const RAISE_LIMIT = 'ulimit -S -n "$1" 2>/dev/null || ulimit -S -n "$(ulimit -H -n)" 2>/dev/null || :; shift; exec "$@"'

/** A started server. It is the leader of its own session, so that Ctrl-C in a terminal does not reach it. */
export class ServerProcess {
  readonly pid: number
  readonly exited: Promise<ServerExit>
  readonly #child: ChildProcess
  readonly #clock: Clock

  constructor(child: ChildProcess, clock: Clock) {
    this.#child = child
    this.#clock = clock
    this.pid = child.pid ?? 0
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }))
    })
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Asks it to end in good order, and kills it when it has not after ten seconds. */
  async stop(): Promise<void> {
    if (!this.isRunning) return
    this.#child.kill('SIGTERM')
    const ended = this.exited.then(() => true)
    if (await Promise.race([ended, this.#clock.sleep(GRACE_MS).then(() => false)])) return
    this.#child.kill('SIGKILL')
    await ended
  }
}

/** @throws the system's error when the program cannot be started. */
export async function startProcess(command: ServerCommand, clock: Clock = systemClock): Promise<ServerProcess> {
  const log = openSync(command.logFile, 'a', 0o600)
  try {
    const args = ['-c', RAISE_LIMIT, 'sh', String(command.openFiles), command.path, ...command.args]
    const child = spawn('/bin/sh', args, {
      stdio: ['ignore', log, log],
      env: command.env,
      cwd: dirname(command.logFile),
      detached: true,
    })
    const started = new ServerProcess(child, clock)
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    return started
  } finally {
    closeSync(log)
  }
}
