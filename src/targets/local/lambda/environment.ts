import { randomUUID } from 'node:crypto'
import { FunctionProcess, type ProcessExit } from './child-process.ts'
import type { Clock } from './clock.ts'
import type { ErrorReport } from './error-report.ts'
import type { FunctionOptions } from './function-options.ts'
import { freezeDelayMs, maxAnswerBytes, maxInitMs } from './limits.ts'
import { formatEnd, formatFailure, formatInitFailure, formatStart } from './log-lines.ts'
import { readPeakMemory } from './memory.ts'
import type { InvocationFailure, InvocationOutcome } from './outcome.ts'
import { RuntimeApi } from './runtime-api.ts'
import type { PostedBody } from './runtime-api-body.ts'
import { createTraceId } from './trace-id.ts'
import { buildVariables } from './variables.ts'

export interface EnvironmentWatcher {
  /** The init phase is over. */
  onStarted(environment: FunctionEnvironment): void
  /** The environment can take its next event; it is frozen until then. */
  onIdle(environment: FunctionEnvironment): void
  /** The process is gone for good. */
  onEnd(environment: FunctionEnvironment): void
}

interface Invocation {
  requestId: string
  payload: Buffer
  resolve: (outcome: InvocationOutcome) => void
  /** Set when the runtime has got the event. */
  deliveredAt?: number
  cancelDeadline?: () => void
  /** Known before the invocation is over: over it is when the runtime asks for more, or ends. */
  outcome?: InvocationOutcome
}

/** Reading /proc costs a tenth of a short invocation, and a peak seldom moves: not more often than this. */
const memoryReadingMs = 20

/**
 * One execution environment: a process that handles one event at a time and is frozen in between, as on Lambda. Its
 * life: init phase (10 s at most), then invocations, until it ends by itself, is killed at a deadline, or is ended.
 */
export class FunctionEnvironment {
  readonly #options: FunctionOptions
  readonly #clock: Clock
  readonly #watcher: EnvironmentWatcher
  readonly #api: RuntimeApi
  #process: FunctionProcess | undefined
  #invocation: Invocation | undefined
  #cancelInit: (() => void) | undefined
  #cancelFreeze: (() => void) | undefined
  #startedAt = 0
  #initMs: number | undefined
  #reportedInit = false
  #initFailure: ErrorReport | undefined
  #timedOut = false
  #ended = false
  #maxMemory: number | undefined
  #memoryReadAt = Number.NEGATIVE_INFINITY
  /** Value of clock.elapsed() at which the last event was done. */
  idleSince = 0

  constructor(options: FunctionOptions, clock: Clock, watcher: EnvironmentWatcher) {
    this.#options = options
    this.#clock = clock
    this.#watcher = watcher
    this.#api = new RuntimeApi({
      onNext: () => this.#acceptNext(),
      onResponse: (body) => this.#acceptResponse(body),
      onInvocationError: (report) => this.#accept('function-error', report),
      onInitError: (report) => {
        this.#initFailure = report
      },
    })
  }

  /** Runs one event. Only for an environment that is new or idle. The first event starts the process. */
  invoke(payload: Buffer): Promise<InvocationOutcome> {
    return new Promise((resolve) => {
      this.#invocation = { requestId: randomUUID(), payload, resolve }
      if (this.#initMs !== undefined) this.#deliver(this.#invocation)
      else this.#start().catch((error: Error) => this.#finish({ code: null, signal: null, error }))
    })
  }

  /** Ends the process and resolves when it is gone. A running invocation ends as crashed. */
  async end(): Promise<void> {
    this.#ended = true
    if (this.#process) await this.#process.end()
    else this.#finish({ code: null, signal: null })
  }

  async #start(): Promise<void> {
    await this.#api.listen()
    if (this.#ended) {
      // Ended before it began: whoever waits for an answer is told so.
      this.#finish({ code: null, signal: null })
      return
    }
    const { name, version = '$LATEST', codeFolder, memoryMb, variables, log, bootstrap } = this.#options
    this.#startedAt = this.#clock.elapsed()
    this.#process = new FunctionProcess({
      bootstrap,
      codeFolder,
      memoryMb,
      variables: buildVariables({
        ...{ name, version, codeFolder, memoryMb, variables },
        ...{ runtimeApi: this.#api.address, now: this.#clock.now(), inherited: process.env },
      }),
      clock: this.#clock,
      log,
      onExit: (exit) => this.#finish(exit),
    })
    const pid = this.#process.pid
    if (pid !== undefined) this.#options.onProcess?.({ pid, state: 'started' })
    this.#cancelInit = this.#clock.after(maxInitMs, () => this.#giveUpInit())
  }

  #giveUpInit(): void {
    this.#initFailure = {
      errorType: 'Sandbox.Timedout',
      errorMessage: `The init phase took longer than ${(maxInitMs / 1000).toFixed(2)} seconds`,
    }
    this.#process?.kill()
  }

  #acceptNext(): void {
    if (this.#initMs === undefined) {
      this.#initMs = this.#clock.elapsed() - this.#startedAt
      this.#cancelInit?.()
      this.#watcher.onStarted(this)
    }
    const invocation = this.#invocation
    if (invocation === undefined || this.#ended) return
    if (invocation.deliveredAt === undefined) this.#deliver(invocation)
    else if (invocation.outcome !== undefined) this.#complete(invocation, invocation.outcome)
  }

  #deliver(invocation: Invocation): void {
    const { name, version = '$LATEST', timeoutMs, variables, log } = this.#options
    log(formatStart(invocation.requestId, version))
    invocation.deliveredAt = this.#clock.elapsed()
    invocation.cancelDeadline = this.#clock.after(timeoutMs, () => this.#expire())
    this.#cancelFreeze?.()
    this.#process?.thaw()
    this.#api.deliver({
      requestId: invocation.requestId,
      deadlineMs: Math.round(this.#clock.now() + timeoutMs),
      functionArn: `arn:aws:lambda:${variables.AWS_REGION ?? 'us-east-1'}:000000000000:function:${name}`,
      traceId: createTraceId(this.#clock.now()),
      payload: invocation.payload,
    })
  }

  #expire(): void {
    this.#timedOut = true
    this.#readMemory()
    this.#process?.kill()
  }

  #acceptResponse(body: PostedBody): void {
    if (!body.tooLarge) {
      this.#settle({ kind: 'success', requestId: this.#invocation?.requestId ?? '', payload: body.payload })
      return
    }
    const limit = `maximum allowed payload size (${maxAnswerBytes} bytes)`
    const errorMessage = `Response payload size (${body.bytes} bytes) exceeded ${limit}.`
    this.#accept('answer-too-large', { errorType: 'Function.ResponseSizeTooLarge', errorMessage })
  }

  #accept(kind: InvocationFailure['kind'], report: ErrorReport): void {
    this.#settle({ kind, requestId: this.#invocation?.requestId ?? '', ...report })
  }

  #settle(outcome: InvocationOutcome): void {
    if (this.#invocation) this.#invocation.outcome ??= outcome
  }

  /** The runtime is ready for more, so all it had to say has arrived. */
  #complete(invocation: Invocation, outcome: InvocationOutcome): void {
    this.#invocation = undefined
    this.#cancelFreeze = this.#clock.after(freezeDelayMs, () => this.#process?.freeze())
    this.idleSince = this.#clock.elapsed()
    const lines = this.#report(invocation, outcome)
    // The function's last lines wait in its pipes and are read in this turn of the event loop: they come first.
    setImmediate(() => this.#log(lines))
    this.#watcher.onIdle(this)
    invocation.resolve(outcome)
  }

  #finish(exit: ProcessExit): void {
    const pid = this.#process?.pid
    if (pid !== undefined) this.#options.onProcess?.({ pid, state: 'exited' })
    this.#ended = true
    this.#cancelInit?.()
    this.#cancelFreeze?.()
    this.#api.close()
    const invocation = this.#invocation
    this.#invocation = undefined
    this.#watcher.onEnd(this)
    if (invocation === undefined) return
    const outcome = invocation.outcome ?? { requestId: invocation.requestId, ...this.#explainExit(exit, invocation) }
    this.#log(this.#report(invocation, outcome))
    invocation.resolve(outcome)
  }

  #explainExit(exit: ProcessExit, invocation: Invocation): Omit<InvocationFailure, 'requestId'> {
    const { requestId } = invocation
    const crash = {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: ${describeExit(exit)}`,
    }
    if (invocation.deliveredAt === undefined) return { kind: 'could-not-start', ...(this.#initFailure ?? crash) }
    if (!this.#timedOut) return { kind: 'crashed', ...crash }
    const seconds = (this.#options.timeoutMs / 1000).toFixed(2)
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`
    return { kind: 'timed-out', errorType: 'Sandbox.Timedout', errorMessage }
  }

  #report(invocation: Invocation, outcome: InvocationOutcome): string[] {
    invocation.cancelDeadline?.()
    const now = this.#clock.elapsed()
    const failure = outcome.kind === 'success' ? undefined : outcome
    if (invocation.deliveredAt === undefined) {
      return failure ? [formatInitFailure(failure.errorType, now - this.#startedAt)] : []
    }
    if (now - this.#memoryReadAt >= memoryReadingMs) this.#readMemory()
    const initMs = this.#reportedInit ? undefined : this.#initMs
    this.#reportedInit = true
    const end = formatEnd({
      requestId: invocation.requestId,
      durationMs: now - invocation.deliveredAt,
      memoryMb: this.#options.memoryMb,
      ...(this.#maxMemory === undefined ? {} : { maxMemoryBytes: this.#maxMemory }),
      ...(initMs === undefined ? {} : { initDurationMs: initMs }),
      ...(failure ? { failure } : {}),
    })
    return failure ? [...formatFailure(failure, this.#clock.now()), ...end] : end
  }

  #log(lines: readonly string[]): void {
    for (const line of lines) this.#options.log(line)
  }

  #readMemory(): void {
    const pid = this.#process?.pid
    if (pid === undefined) return
    this.#memoryReadAt = this.#clock.elapsed()
    this.#maxMemory = readPeakMemory(pid) ?? this.#maxMemory
  }
}

function describeExit(exit: ProcessExit): string {
  if (exit.code === null && exit.signal === null && !exit.error) return 'The function was stopped'
  if (exit.error) return `The runtime could not be started: ${exit.error.message}`
  if (exit.signal) return `Runtime exited with error: signal: ${exit.signal}`
  return exit.code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${exit.code}`
}
