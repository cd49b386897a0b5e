import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type IPty, spawn } from '@lydell/node-pty'
import { build } from 'esbuild'
import { readScreen } from './screen.ts'

const folder = mkdtempSync(join(tmpdir(), 'pty-ui-'))

/** Bundles a fixture as the program is bundled; call `removeFixtures` when the tests are done. */
export async function buildFixture(name: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [resolve(import.meta.dirname, 'fixtures', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: `import { createRequire as createRequireForBundle } from 'node:module';const require = createRequireForBundle(import.meta.url);`,
    },
  })
  return outfile
}

export async function removeFixtures(): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

export interface SessionOptions {
  columns?: number
  rows?: number
  env?: NodeJS.ProcessEnv
  args?: readonly string[]
  cwd?: string
}

/** A program that runs on a real pseudo-terminal. */
export class TerminalSession {
  output = ''
  /** The exit code, once the program has ended. */
  readonly exited: Promise<number>
  private readonly terminal: IPty
  private readonly waiting = new Set<() => void>()

  constructor(script: string, options: SessionOptions = {}) {
    this.terminal = spawn(process.execPath, [script, ...(options.args ?? [])], {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      cols: options.columns ?? 80,
      rows: options.rows ?? 40,
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...options.env },
    })
    this.terminal.onData((data) => {
      this.output += data
      for (const check of this.waiting) check()
    })
    this.exited = new Promise((done) => this.terminal.onExit(({ exitCode }) => done(exitCode)))
  }

  get screen(): { lines: string[]; cursorVisible: boolean } {
    return readScreen(this.output)
  }

  type(keys: string): void {
    this.terminal.write(keys)
  }

  /** Waits until the screen shows what is looked for; fails with the screen when the program ends without it. */
  async see(text: string | RegExp): Promise<void> {
    await this.waitUntil(() => {
      const all = this.screen.lines.join('\n')
      return typeof text === 'string' ? all.includes(text) : text.test(all)
    }, String(text))
  }

  /** Waits for raw output, such as a control sequence that the screen does not show. */
  async receive(text: string): Promise<void> {
    await this.waitUntil(() => this.output.includes(text), JSON.stringify(text))
  }

  private async waitUntil(holds: () => boolean, what: string): Promise<void> {
    if (holds()) return
    let check = () => {}
    const seen = new Promise<void>((done) => {
      check = () => holds() && done()
      this.waiting.add(check)
    })
    const ended = this.exited.then((code) => {
      if (!holds()) throw new Error(`ended with ${code} and never showed ${what}:\n${this.screen.lines.join('\n')}`)
    })
    await Promise.race([seen, ended]).finally(() => this.waiting.delete(check))
  }

  /** Asks the program to end, as a service manager does. */
  terminate(): void {
    process.kill(this.terminal.pid, 'SIGTERM')
  }

  kill(): void {
    this.terminal.kill()
  }
}
