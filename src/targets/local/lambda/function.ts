import { randomUUID } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { FunctionStatus } from '../../target-status.ts'
import { type Clock, systemClock } from './clock.ts'
import { FunctionEnvironment } from './environment.ts'
import type { FunctionOptions, LambdaFunction } from './function-options.ts'
import { defaultIdleEnvironmentMs, maxEventBytes } from './limits.ts'
import type { InvocationFailure, InvocationOutcome } from './outcome.ts'

export type { FunctionOptions, LambdaFunction, ProcessChange } from './function-options.ts'
export type { InvocationOutcome } from './outcome.ts'

/**
 * Deploys a function on this computer. Its environments are processes that speak the real Lambda Runtime API; they are
 * started when events come in, up to the concurrency limit, and reused, the most recently used one first. Beyond the limit
 * invocations are throttled, as on Lambda. Below it they are served, though not always by an environment of their own:
 * Lambda gives each cold start a processor, this computer has a few, so only so many are started at once; an invocation
 * that waits for its start takes an environment that becomes free before. Handlers are what nodejs24.x takes:
 * async functions or plain values; its runtime refuses callback-style handlers, and so does this one.
 */
export function startFunction(options: FunctionOptions): LambdaFunction {
  return new EnvironmentPool(options, options.clock ?? systemClock)
}

class EnvironmentPool implements LambdaFunction {
  readonly #options: FunctionOptions & { simultaneousStarts: number }
  readonly #clock: Clock
  readonly #environments = new Set<FunctionEnvironment>()
  /** Most recently used last. */
  readonly #idle: FunctionEnvironment[] = []
  /** Environments in their init phase. */
  readonly #starting = new Set<FunctionEnvironment>()
  readonly #waiting: ((environment: FunctionEnvironment | undefined) => void)[] = []
  #cancelSweep: (() => void) | undefined
  #stopped = false
  #invocations = 0
  #errors = 0
  #throttles = 0
  #coldStarts = 0

  constructor(options: FunctionOptions, clock: Clock) {
    this.#options = { simultaneousStarts: availableParallelism(), ...options }
    this.#clock = clock
  }

  async invoke(event: unknown): Promise<InvocationOutcome> {
    const payload = Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event) ?? 'null')
    if (payload.length > maxEventBytes) return refuseSize(payload.length)
    if (this.#stopped) return refuse('could-not-start', 'Function.Stopped', 'The function was stopped.')
    if (this.#countTaken() >= this.#options.concurrency) {
      this.#throttles += 1
      return refuse('throttled', 'TooManyRequestsException', 'Rate Exceeded.')
    }
    this.#invocations += 1
    const environment = this.#idle.pop() ?? this.#addEnvironment() ?? (await this.#waitForEnvironment())
    if (environment === undefined) return refuse('could-not-start', 'Function.Stopped', 'The function was stopped.')
    const outcome = await environment.invoke(payload)
    if (outcome.kind !== 'success') this.#errors += 1
    return outcome
  }

  status(): FunctionStatus {
    return {
      name: this.#options.name,
      environments: this.#environments.size,
      busy: this.#environments.size - this.#idle.length,
      invocations: this.#invocations,
      errors: this.#errors,
      throttles: this.#throttles,
      coldStarts: this.#coldStarts,
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelSweep?.()
    for (const wake of this.#waiting.splice(0)) wake(undefined)
    await Promise.all([...this.#environments].map((environment) => environment.end()))
  }

  /** Invocations that hold an environment, or wait for one. */
  #countTaken(): number {
    return this.#environments.size - this.#idle.length + this.#waiting.length
  }

  /** A new environment, unless as many are starting already as this computer can start well. */
  #addEnvironment(): FunctionEnvironment | undefined {
    if (this.#starting.size >= this.#options.simultaneousStarts) return undefined
    const environment = new FunctionEnvironment(this.#options, this.#clock, {
      onStarted: (started) => this.#endStart(started),
      onIdle: (idle) => this.#park(idle),
      onEnd: (ended) => this.#forget(ended),
    })
    this.#environments.add(environment)
    this.#starting.add(environment)
    this.#coldStarts += 1
    return environment
  }

  /** Whichever comes first: an environment that is done with its event, or room to start another. */
  #waitForEnvironment(): Promise<FunctionEnvironment | undefined> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #endStart(environment: FunctionEnvironment): void {
    this.#starting.delete(environment)
    this.#startForWaiting()
  }

  #park(environment: FunctionEnvironment): void {
    const wake = this.#waiting.shift()
    if (wake) wake(environment)
    else this.#idle.push(environment)
    this.#cancelSweep ??= this.#clock.after(this.#idleMs, () => this.#sweep())
  }

  #forget(environment: FunctionEnvironment): void {
    this.#environments.delete(environment)
    this.#starting.delete(environment)
    const index = this.#idle.indexOf(environment)
    if (index >= 0) this.#idle.splice(index, 1)
    this.#startForWaiting()
  }

  #startForWaiting(): void {
    while (this.#waiting[0] && !this.#stopped) {
      const environment = this.#addEnvironment()
      if (environment === undefined) return
      this.#waiting.shift()?.(environment)
    }
  }

  get #idleMs(): number {
    return this.#options.idleEnvironmentMs ?? defaultIdleEnvironmentMs
  }

  /** Ends what was not used for long. The least recently used come first. */
  #sweep(): void {
    this.#cancelSweep = undefined
    const oldest = this.#clock.elapsed() - this.#idleMs
    while (this.#idle[0] && this.#idle[0].idleSince <= oldest) void this.#idle.shift()?.end()
    const next = this.#idle[0]
    if (next && !this.#stopped) this.#cancelSweep = this.#clock.after(next.idleSince - oldest, () => this.#sweep())
  }
}

function refuseSize(bytes: number): InvocationFailure {
  const message = `${bytes} byte payload is too large for the RequestResponse invocation type (limit ${maxEventBytes} bytes)`
  return refuse('event-too-large', 'RequestEntityTooLargeException', message)
}

function refuse(kind: InvocationFailure['kind'], errorType: string, errorMessage: string): InvocationFailure {
  return { kind, requestId: randomUUID(), errorType, errorMessage }
}
