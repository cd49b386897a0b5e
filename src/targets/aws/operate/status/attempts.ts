import type { ComponentStatus } from '../../../target-status.ts'
import { describeAwsError } from '../../aws-errors/describe-aws-error.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { isNotFound } from '../not-found.ts'

/** Reads of which each may fail alone: what could not be read becomes a detail of what is shown. */
export class Attempts {
  readonly #env: AwsEnvironment
  readonly #troubles: string[] = []

  constructor(env: AwsEnvironment) {
    this.#env = env
  }

  /** A component as it was read. One that AWS does not know has failed; of one that cannot be read nothing is known. */
  async component(name: string, read: () => Promise<Omit<ComponentStatus, 'name'>>): Promise<ComponentStatus> {
    try {
      return { name, ...(await read()) }
    } catch (error) {
      if (isNotFound(error)) return { name, state: 'failed', detail: 'it is gone: AWS does not know it any more' }
      return { name, state: 'unknown', detail: this.#word(error) }
    }
  }

  /** Undefined when it could not be read; `describe` tells why. */
  async value<Value>(what: string, read: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await read()
    } catch (error) {
      this.#troubles.push(`${what} not read: ${this.#word(error)}`)
      return undefined
    }
  }

  /** @param status what is to be said in any case */
  describe(status: string): string {
    return [status, ...this.#troubles].join('; ')
  }

  #word(error: unknown): string {
    const described = describeAwsError(error, this.#env)
    return (described instanceof Error ? described.message : String(described)).replace(/\.$/, '')
  }
}
