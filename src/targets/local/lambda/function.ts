import { randomUUID } from 'node:crypto'
import type { FunctionStatus } from '../../target.ts'
import { type Clock, systemClock } from './clock.ts'
import { FunctionEnvironment } from './environment.ts'
import type { FunctionOptions, LambdaFunction } from './function-options.ts'
import { defaultIdleEnvironmentMs, maxEventBytes } from './limits.ts'
import type { InvocationFailure, InvocationOutcome } from './outcome.ts'

export type { FunctionOptions, LambdaFunction, ProcessChange } from './function-options.ts'
export type { InvocationOutcome } from './outcome.ts'

/**
 * Deploys a function on this computer. Its environments are processes that speak the real Lambda Runtime API; they are
 * started when events come in, up to the concurrency limit, and reused, the most recently used one first. Synchronous
 * invocations are not queued: beyond the limit they are throttled, as on Lambda. Handlers are what nodejs24.x takes:
 * async functions or plain values; its runtime refuses callback-style handlers, and so does this one.
 */
export function startFunction(options: FunctionOptions): LambdaFunction {
  return new EnvironmentPool(options, options.clock ?? systemClock)
}

class EnvironmentPool implements LambdaFunction {
  readonly #options: FunctionOptions
  readonly #clock: Clock
  readonly #environments = new Set<FunctionEnvironment>()
  /** Most recently used last. */
  readonly #idle: FunctionEnvironment[] = []
  #cancelSweep: (() => void) | undefined
  #stopped = false
  #invocations = 0
  #errors = 0
  #throttles = 0
  #coldStarts = 0

  constructor(options: FunctionOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
  }

  async invoke(event: unknown): Promise<InvocationOutcome> {
    const payload = Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event) ?? 'null')
    if (payload.length > maxEventBytes) return refuseSize(payload.length)
    if (this.#stopped) return refuse('could-not-start', 'Function.Stopped', 'The function was stopped.')
    const environment = this.#idle.pop() ?? this.#addEnvironment()
    if (environment === undefined) {
      this.#throttles += 1
      return refuse('throttled', 'TooManyRequestsException', 'Rate Exceeded.')
    }
    this.#invocations += 1
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
    await Promise.all([...this.#environments].map((environment) => environment.end()))
  }

  #addEnvironment(): FunctionEnvironment | undefined {
    if (this.#environments.size >= this.#options.concurrency) return undefined
    const environment = new FunctionEnvironment(this.#options, this.#clock, {
      onIdle: (idle) => this.#park(idle),
      onEnd: (ended) => this.#forget(ended),
    })
    this.#environments.add(environment)
    this.#coldStarts += 1
    return environment
  }

  #park(environment: FunctionEnvironment): void {
    this.#idle.push(environment)
    this.#cancelSweep ??= this.#clock.after(this.#idleMs, () => this.#sweep())
  }

  #forget(environment: FunctionEnvironment): void {
    this.#environments.delete(environment)
    const index = this.#idle.indexOf(environment)
    if (index >= 0) this.#idle.splice(index, 1)
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
