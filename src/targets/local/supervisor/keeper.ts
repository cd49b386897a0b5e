import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../../errors.ts'
import type { ComponentStatus } from '../../target-status.ts'

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 10_000

/** A part of the environment that can end by itself. */
export interface KeptPart {
  /** Resolves when the part has ended, asked to or not, with how: `exit code 1`. */
  ended: Promise<string>
  stop(): Promise<void>
  /** Where it is and what it is, for the status. */
  describe(): Pick<ComponentStatus, 'address' | 'pid' | 'detail'>
}

export interface KeeperOptions<Part extends KeptPart> {
  /** As the status calls it: `database`. */
  name: string
  /** Starts the part, or starts it again: `before` is the one that ended. */
  start: (before?: Part) => Promise<Part>
  log: (line: string) => void
  /** Waits so many milliseconds between attempts; tests have no time. */
  wait?: (ms: number) => Promise<unknown>
}

/**
 * Keeps one part running: when it ends without having been asked to, it is started again, with a growing delay for
 * as long as that fails.
 */
export class Keeper<Part extends KeptPart> {
  readonly #options: KeeperOptions<Part>
  #starting: Promise<Part> | undefined
  #running: Part | undefined
  #latest: Part | undefined
  #stopping = false
  #restarts = 0
  #problem: string | undefined

  constructor(options: KeeperOptions<Part>) {
    this.#options = options
  }

  /** @throws what the first start throws; later ones are tried again. */
  start(): Promise<Part> {
    this.#starting = this.#startOnce()
    return this.#starting
  }

  /** The part, or the last one that ran. @throws Fault before the first start. */
  get part(): Part {
    if (!this.#latest) throw new Fault(`The ${this.#options.name} was not started yet.`)
    return this.#latest
  }

  status(): ComponentStatus {
    const detail = this.#running ? {} : { detail: this.#problem ?? 'ended' }
    return {
      name: this.#options.name,
      state: this.#running ? 'running' : this.#stopping ? 'stopped' : 'failed',
      restarts: this.#restarts,
      ...(this.#running?.describe() ?? detail),
    }
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** Ends the part. One that is being started is waited for first: left alone, it would outlive its keeper. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.allSettled([this.#starting])
    await this.#running?.stop()
    this.#running = undefined
  }

  async #startOnce(): Promise<Part> {
    const part = await this.#options.start(this.#latest)
    this.#running = part
    this.#latest = part
    void this.#watch(part)
    return part
  }

  async #watch(part: Part): Promise<void> {
    const how = await part.ended
    this.#running = undefined
    if (this.#stopping) return
    this.#problem = `ended by ${how}`
    this.#options.log(`The ${this.#options.name} ${this.#problem}; starting it again.`)
    await this.#startAgain()
  }

  async #startAgain(): Promise<void> {
    const { wait = sleep, log, name } = this.#options
    for (let delay = FIRST_DELAY_MS; !this.#stopping; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
      this.#restarts++
      try {
        const part = await this.start()
        if (this.#stopping) await part.stop()
        return
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error)
        log(`The ${name} could not be started: ${this.#problem}`)
        await wait(delay)
      }
    }
  }
}
