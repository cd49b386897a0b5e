import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export const programFile = resolve('bin/run.js')

export interface Finished {
  code: number | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  cwd: string
  env?: NodeJS.ProcessEnv
  input?: string | Buffer
  /** Called with the process once it runs, for tests that interrupt it. */
  onStart?: (child: ChildProcess) => void
}

/** Runs the built program as a user would, without a terminal. */
export function runProgram(args: readonly string[], options: RunOptions): Promise<Finished> {
  const child = spawn(process.execPath, [programFile, ...args], {
    cwd: options.cwd,
    env: cleanEnvironment(options.env),
  })
  options.onStart?.(child)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.on('error', () => undefined).end(options.input)
  return new Promise((finish, fail) => {
    child.once('error', fail)
    child.once('close', (code) => finish({ code, stdout, stderr }))
  })
}

/** A project in a folder of its own. `close` destroys whatever runs in it and removes it. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'project-'))

  run(args: readonly string[], options: Omit<RunOptions, 'cwd'> & { cwd?: string } = {}): Promise<Finished> {
    return runProgram(args, { cwd: this.folder, ...options })
  }

  /** Runs with --json and parses the one document. */
  async ask<Document>(args: readonly string[], options: Omit<RunOptions, 'cwd'> = {}): Promise<Document> {
    const { stdout, stderr, code } = await this.run([...args, '--json'], options)
    try {
      return JSON.parse(stdout) as Document
    } catch {
      throw new Error(`${args.join(' ')} ended with ${code} and no JSON document: ${stdout}\n${stderr}`)
    }
  }

  async close(environments: readonly string[] = ['local']): Promise<void> {
    for (const name of environments) await this.run(['destroy', '--env', name, '--yes'])
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The test's own environment without anything that would answer the program's questions. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(RDS_PROXY_WEBHOOK_|VITEST|NODE_OPTIONS|FORCE_COLOR)/.test(name),
  )
  return { ...Object.fromEntries(kept), NO_COLOR: '1', ...extra }
}
