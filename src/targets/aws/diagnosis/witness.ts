import type { AwsEnvironment } from '../environment.ts'
import type { StackEvent } from '../follow/stack-event.ts'
import { askProxyTarget, type Evidence, gatherEvidence, type ProxyTarget, targetGroupKind } from './evidence.ts'

/** Target groups are ready in 85 s as published; from then on it is worth asking what they wait for. */
const patienceMs = 120_000

/** RDS need not be asked more often. */
const pauseMs = 60_000

/** What the witness asks; tests put something else in its place. */
export interface Questions {
  gatherEvidence: typeof gatherEvidence
  askProxyTarget: typeof askProxyTarget
}

/**
 * Looks on while an operation runs. A rollback unties database and proxy within seconds, often before anybody could ask
 * why they did not find each other: so a target group that takes long is asked about while it waits.
 */
export class Witness {
  readonly #env: AwsEnvironment
  readonly #now: () => number
  readonly #questions: Questions
  #askedAt = Number.NEGATIVE_INFINITY
  #looked = false
  #waiting: { event: StackEvent; seenAt: number } | undefined
  #asking: Promise<void> = Promise.resolve()
  #seen: ProxyTarget | undefined

  /** @param now milliseconds, of this computer's clock only: AWS's may go otherwise */
  constructor(env: AwsEnvironment, now: () => number, questions: Questions = { gatherEvidence, askProxyTarget }) {
    this.#env = env
    this.#now = now
    this.#questions = questions
  }

  /** To be called with each look at the operation; returns at once. @param events all so far, oldest first */
  look(events: readonly StackEvent[]): void {
    const now = this.#now()
    const waitsSince = this.#findBeginning(events, now)
    if (waitsSince === undefined) return
    const { event, seenAt } = waitsSince
    if (now - seenAt < patienceMs || now - this.#askedAt < pauseMs) return
    this.#askedAt = now
    this.#asking = this.#ask(event.stackId, [...events])
  }

  /** When a group was first seen waiting; one that waits at the very first look may have done so for long. */
  #findBeginning(events: readonly StackEvent[], now: number) {
    const first = !this.#looked
    this.#looked = true
    const event = events.findLast(({ kind }) => kind === targetGroupKind)
    if (!event || !/^(CREATE|UPDATE)_IN_PROGRESS$/.test(event.status)) this.#waiting = undefined
    else this.#waiting ??= { event, seenAt: first ? Number.NEGATIVE_INFINITY : now }
    return this.#waiting
  }

  /** What is known of a failure, asked now or seen before. To be called as soon as a resource has failed. */
  async testify(events: readonly StackEvent[]): Promise<Evidence> {
    const [evidence] = await Promise.all([this.#questions.gatherEvidence(this.#env, events), this.#asking])
    const { proxyTarget } = evidence
    if (!proxyTarget || !this.#seen || tellsWhy(proxyTarget)) return evidence
    return { ...evidence, proxyTarget: this.#seen }
  }

  async #ask(stackId: string, events: readonly StackEvent[]): Promise<void> {
    const target = await this.#questions.askProxyTarget(this.#env, stackId, events)
    if (target && tellsWhy(target)) this.#seen = target
  }
}

function tellsWhy(target: ProxyTarget): boolean {
  return 'health' in target && target.health.state !== 'AVAILABLE'
}
