import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { Interrupted } from '../../../errors.ts'

export interface ProgramRun {
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** Written to its standard input. */
  input?: string
  /** Milliseconds after which it is killed. */
  timeout?: number
  /** Killed when it aborts. */
  signal?: AbortSignal | undefined
  /** Gets all output appended (0600). */
  logFile?: string | undefined
}

export interface ProgramResult {
  /** Null when it was killed. */
  code: number | null
  stdout: string
  stderr: string
}

/**
 * Runs a program to its end, without a shell, and collects its output.
 * @throws the system's error when it cannot be started or its log not be written, Interrupted when the signal aborted it.
 */
export async function runProgram(path: string, args: readonly string[], run: ProgramRun = {}): Promise<ProgramResult> {
  if (run.signal?.aborted) throw new Interrupted('Interrupted.')
  const child = spawn(path, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A terminal sends Ctrl-C to all of its group; this program decides by itself what that means for its children.
    detached: process.platform !== 'win32',
    ...(run.env ? { env: run.env } : {}),
    ...(run.cwd ? { cwd: run.cwd } : {}),
    ...(run.timeout ? { timeout: run.timeout, killSignal: 'SIGKILL' as const } : {}),
    ...(run.signal ? { signal: run.signal } : {}),
  })
  const output = { stdout: '', stderr: '' }
  let logFailure: unknown
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      try {
        if (run.logFile) appendFileSync(run.logFile, text, { mode: 0o600 })
      } catch (error) {
        logFailure ??= error
      }
    })
  }
  // A program that ends without reading its input breaks the pipe; its exit code tells what was wrong.
  child.stdin.on('error', () => {})
  child.stdin.end(run.input ?? '')
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(error.name === 'AbortError' ? new Interrupted('Interrupted.') : error)
    })
    child.once('close', (code) => (logFailure ? reject(logFailure) : resolve({ code, ...output })))
  })
}
