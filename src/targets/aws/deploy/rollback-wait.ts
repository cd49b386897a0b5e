import type { Emit } from '../../../events.ts'
import { interfacesExplanation } from '../destroy/watch-interfaces.ts'
import type { StackEvent } from '../follow/stack-event.ts'

/** Groups and subnets go in seconds, unless something is still in them. */
const patienceMs = 60_000

/**
 * Looks on while an operation runs, and says once why its rollback takes so long: CloudFormation deletes functions that
 * are still in the VPC, so that Lambda's network interfaces stay for a while. A destroy takes them out before.
 */
export class RollbackWait {
  readonly #now: () => number
  readonly #emit: Emit
  #since: number | undefined
  #told = false

  /** @param now milliseconds, of this computer's clock */
  constructor(now: () => number, emit: Emit) {
    this.#now = now
    this.#emit = emit
  }

  /** To be called with each look. @param events all so far, oldest first */
  look(events: readonly StackEvent[]): void {
    if (this.#told) return
    if (!isWaiting(events)) {
      this.#since = undefined
      return
    }
    this.#since ??= this.#now()
    if (this.#now() - this.#since < patienceMs) return
    this.#told = true
    this.#emit('noticed', { message: interfacesExplanation })
  }
}

/** Whether a group or subnet is being deleted, and functions were. */
function isWaiting(events: readonly StackEvent[]): boolean {
  const last = new Map(events.map((event) => [event.logicalId, event]))
  const statuses = (kind: RegExp) => [...last.values()].flatMap((each) => (kind.test(each.kind) ? each.status : []))
  return (
    statuses(/^AWS::EC2::(SecurityGroup|Subnet)$/).includes('DELETE_IN_PROGRESS') &&
    statuses(/^AWS::Lambda::Function$/).includes('DELETE_COMPLETE')
  )
}
