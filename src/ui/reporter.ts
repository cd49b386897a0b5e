import { ExitCode } from '../errors.ts'
import type { Emit } from '../events.ts'
import { type Clock, systemClock } from './clock.ts'
import { renderDebug, renderError } from './error.ts'
import { describeError, type ErrorSurroundings } from './error-report.ts'
import { createSilentRenderer, writeJsonDocument, writeJsonError } from './json.ts'
import { createLiveRenderer } from './live.ts'
import { createPlainRenderer } from './plain.ts'
import type { ProgressRenderer } from './progress.ts'
import { type Style, styleFor } from './style.ts'
import { type OutputStream, pickMode, type ReporterMode } from './terminal.ts'

/** Everything that a command says: results on stdout, all else on stderr. */
export interface Reporter {
  readonly mode: ReporterMode
  /** How stdout looks, for text that is made before it is handed to `write`. */
  readonly style: Style
  readonly emit: Emit
  /** Shows the result as text, or as the one JSON document; below a live list only once that is closed. */
  result<Result>(result: Result, render: (result: Result, style: Style) => string): void
  /** Data for stdout as it is, such as rows that go on coming. */
  write(text: string): void
  /** Text for a person on stderr, such as what a question is about; not said beside a JSON document. */
  explain(render: (style: Style) => string): void
  /** Shows what was thrown and returns the exit code for it. Call `close` first, so that a live list ends. */
  error(error: unknown, surroundings?: ErrorSurroundings): ExitCode
  /** Leaves the terminal to a question; progress after that is shown below it. */
  pause(): Promise<void>
  /** Ends the progress and lets everything be written. May be called more than once. */
  close(): Promise<void>
}

export interface ReporterOptions {
  json: boolean
  /** Default: what suits stderr. */
  mode?: ReporterMode
  stdout?: OutputStream
  stderr?: OutputStream
  env?: NodeJS.ProcessEnv
  clock?: Clock
  /** Called when the reader of stdout has gone (`| head`); default: the process ends, there is nobody to tell. */
  onClosedPipe?: () => void
}

const logWidth = 1_000

/** Makes the reporter for one run of a command. */
export function createReporter(options: ReporterOptions): Reporter {
  return new StreamReporter(options)
}

class StreamReporter implements Reporter {
  readonly mode: ReporterMode
  readonly style: Style
  private readonly stdout: OutputStream
  private readonly stderr: OutputStream
  private readonly errorStyle: Style
  private readonly debug: boolean
  private readonly progress: ProgressRenderer
  /** Written when the live list, which owns the bottom of the terminal, has ended. */
  private readonly held: (() => void)[] = []
  private documentWritten = false

  constructor(options: ReporterOptions) {
    const { stdout = process.stdout, stderr = process.stderr, env = process.env, clock = systemClock } = options
    this.stdout = stdout
    this.stderr = stderr
    this.style = styleFor(stdout, env)
    this.errorStyle = styleFor(stderr, env)
    this.debug = Boolean(env.RDS_PROXY_WEBHOOK_DEBUG)
    this.mode = options.mode ?? pickMode(options.json, stderr, env)
    this.progress = this.createProgress(clock)
    watchPipes(stdout, stderr, options.onClosedPipe ?? (() => process.exit(ExitCode.done)))
  }

  readonly emit: Emit = (name, data) => this.progress.show(name, data)

  result<Result>(result: Result, render: (result: Result, style: Style) => string): void {
    if (this.mode === 'json') this.writeDocument(writeJsonDocument(result))
    else this.write(endLine(render(result, this.style)))
  }

  write(text: string): void {
    this.hold(() => this.stdout.write(text))
  }

  explain(render: (style: Style) => string): void {
    if (this.mode !== 'json') this.writeLine(render(this.errorStyle))
  }

  error(error: unknown, surroundings: ErrorSurroundings = {}): ExitCode {
    const report = describeError(error, surroundings)
    const asDocument = this.mode === 'json' && !this.documentWritten
    if (asDocument) this.writeDocument(writeJsonError(report))
    else this.writeLine(renderError(report, this.progressStyle()))
    if (this.debug) this.writeLine(renderDebug(error, this.errorStyle))
    return report.exitCode
  }

  async pause(): Promise<void> {
    await this.progress.pause()
    this.writeHeld()
  }

  async close(): Promise<void> {
    await this.progress.close()
    this.writeHeld()
  }

  private writeHeld(): void {
    for (const write of this.held.splice(0)) write()
  }

  private createProgress(clock: Clock): ProgressRenderer {
    const write = (line: string) => void this.stderr.write(`${line}\n`)
    if (this.mode === 'json') return createSilentRenderer(write, this.errorStyle)
    if (this.mode === 'plain') return createPlainRenderer(write, this.progressStyle(), clock)
    return createLiveRenderer(this.stderr, this.errorStyle, clock)
  }

  /** A log keeps whole lines: what it cuts off nobody can look up later. */
  private progressStyle(): Style {
    return this.stderr.isTTY ? this.errorStyle : { ...this.errorStyle, width: logWidth }
  }

  private writeDocument(text: string): void {
    this.documentWritten = true
    this.write(text)
  }

  private writeLine(line: string): void {
    this.hold(() => this.stderr.write(`${line}\n`))
  }

  private hold(write: () => void): void {
    if (this.progress.drawing) this.held.push(write)
    else write()
  }
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** A reader that goes away is no error of ours; every other failure to write is. */
function watchPipes(stdout: OutputStream, stderr: OutputStream, onClosedPipe: () => void): void {
  const ignoreClosedPipe = (then: () => void) => (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    then()
  }
  stdout.on?.('error', ignoreClosedPipe(onClosedPipe))
  stderr.on?.(
    'error',
    ignoreClosedPipe(() => {}),
  )
}
