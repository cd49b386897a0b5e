import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../../../errors.ts'
import type { ComponentStatus } from '../../target.ts'
import type { RunningDatabase } from '../database/server.ts'

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 10_000

/**
 * Keeps one database server running: when it ends without having been asked to, it is started again on its data,
 * with a growing delay for as long as that fails.
 */
export class DatabaseKeeper {
  readonly #start: () => Promise<RunningDatabase>
  readonly #log: (line: string) => void
  #running: RunningDatabase | undefined
  #lastStarted: RunningDatabase | undefined
  #stopping = false
  #restarts = 0
  #problem: string | undefined

  constructor(start: () => Promise<RunningDatabase>, log: (line: string) => void) {
    this.#start = start
    this.#log = log
  }

  /** @throws what the first start throws; later ones are tried again. */
  async start(): Promise<RunningDatabase> {
    const running = await this.#start()
    this.#running = running
    this.#lastStarted = running
    void this.#watch(running)
    return running
  }

  /** Where the server listens; the same after each restart. @throws Fault before the first start. */
  get address(): RunningDatabase['address'] {
    return this.#latest.address
  }

  /** What the server allows: less than was asked for where the system limits its open files. */
  get maxConnections(): number {
    return this.#latest.maxConnections
  }

  get #latest(): RunningDatabase {
    if (!this.#lastStarted) throw new Fault('The database was not started yet.')
    return this.#lastStarted
  }

  status(): ComponentStatus {
    const database = this.#running
    return {
      name: 'database',
      state: database ? 'running' : this.#stopping ? 'stopped' : 'failed',
      restarts: this.#restarts,
      ...(database ? { pid: database.pid, address: formatAddress(database.address), detail: database.version } : {}),
      ...(!database && this.#problem ? { detail: this.#problem } : {}),
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true
    await this.#running?.stop()
    this.#running = undefined
  }

  async #watch(database: RunningDatabase): Promise<void> {
    const { code, signal } = await database.exited
    this.#running = undefined
    if (this.#stopping) return
    this.#problem = `ended by ${signal ?? `exit code ${code}`}`
    this.#log(`The database ${this.#problem}; starting it again.`)
    await this.#startAgain()
  }

  async #startAgain(): Promise<void> {
    for (let delay = FIRST_DELAY_MS; !this.#stopping; delay = Math.min(delay * 2, LONGEST_DELAY_MS)) {
      this.#restarts++
      try {
        const running = await this.start()
        if (this.#stopping) await running.stop()
        return
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error)
        this.#log(`The database could not be started: ${this.#problem}`)
        await sleep(delay)
      }
    }
  }
}

function formatAddress(address: RunningDatabase['address']): string {
  return 'socketPath' in address ? address.socketPath : `${address.host}:${address.port}`
}
