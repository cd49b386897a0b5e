import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { Clock } from './clock.ts'
import { LineSplitter } from './line-splitter.ts'

export interface ProcessOptions {
  bootstrap: string
  codeFolder: string
  memoryMb: number
  variables: Record<string, string>
  clock: Clock
  log: (line: string) => void
  onExit: (exit: ProcessExit) => void
}

export interface ProcessExit {
  code: number | null
  signal: NodeJS.Signals | null
  /** Set when the process could not be started at all. */
  error?: Error
}

/** How long the last lines of a process that has ended may take to arrive, in case a grandchild holds its output. */
const lastLinesMs = 200
/** How long a process has to end after SIGTERM. */
const terminationMs = 500
const canFreeze = process.platform !== 'win32'

/** The process of one environment: started, frozen, thawed and ended; its output goes to the log line by line. */
export class FunctionProcess {
  readonly #child: ChildProcess
  readonly #clock: Clock
  readonly #exited: Promise<void>
  #alive = true
  #frozen = false

  constructor(options: ProcessOptions) {
    this.#clock = options.clock
    this.#child = spawn(process.execPath, [...limitMemory(options.memoryMb), options.bootstrap], {
      cwd: options.codeFolder,
      env: options.variables,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    const drained = Promise.all([drain(this.#child.stdout, options.log), drain(this.#child.stderr, options.log)])
    this.#exited = this.#watchExit(drained, options.onExit)
  }

  /** Undefined when the process could not be started. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  freeze(): void {
    if (canFreeze && !this.#frozen && this.#signal('SIGSTOP')) this.#frozen = true
  }

  thaw(): void {
    if (!this.#frozen) return
    this.#frozen = false
    this.#signal('SIGCONT')
  }

  kill(): void {
    this.#signal('SIGKILL')
  }

  /** Ends the process: SIGTERM, and SIGKILL when it is still there after half a second. Resolves when it is gone. */
  async end(): Promise<void> {
    this.#signal('SIGTERM')
    // After SIGTERM, so that a frozen function ends without running another line of its code.
    if (canFreeze) this.#signal('SIGCONT')
    const cancel = this.#clock.after(terminationMs, () => this.kill())
    await this.#exited
    cancel()
  }

  #signal(signal: NodeJS.Signals): boolean {
    return this.#alive && this.#child.kill(signal)
  }

  #watchExit(drained: Promise<unknown>, onExit: (exit: ProcessExit) => void): Promise<void> {
    return new Promise((resolve) => {
      const finish = (exit: ProcessExit) => {
        if (!this.#alive) return
        this.#alive = false
        const late = new Promise<void>((done) => void this.#clock.after(lastLinesMs, done))
        void Promise.race([drained, late]).then(() => {
          onExit(exit)
          resolve()
        })
      }
      this.#child.once('exit', (code, signal) => finish({ code, signal }))
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) finish({ code: null, signal: null, error })
      })
    })
  }
}

/** Lambda gives JavaScript's heap nine tenths of the function's memory. */
function limitMemory(memoryMb: number): string[] {
  return [`--max-old-space-size=${Math.max(32, Math.floor(memoryMb * 0.9))}`]
}

function drain(stream: Readable | null, log: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    if (stream === null) return resolve()
    const lines = new LineSplitter(log)
    stream.on('data', (chunk: Buffer) => lines.write(chunk))
    stream.once('close', () => {
      lines.flush()
      resolve()
    })
  })
}
