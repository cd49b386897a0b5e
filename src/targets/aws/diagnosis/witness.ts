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
  #asking: Promise<void> = Promise.resolve()
  #seen: ProxyTarget | undefined

  /** @param now milliseconds since 1970 */
  constructor(env: AwsEnvironment, now: () => number, questions: Questions = { gatherEvidence, askProxyTarget }) {
    this.#env = env
    this.#now = now
    this.#questions = questions
  }

  /** To be called with each look at the operation; returns at once. @param events all so far, oldest first */
  look(events: readonly StackEvent[]): void {
    const now = this.#now()
    const group = events.findLast(({ kind }) => kind === targetGroupKind)
    if (!group || !/^(CREATE|UPDATE)_IN_PROGRESS$/.test(group.status)) return
    if (now - group.at.getTime() < patienceMs || now - this.#askedAt < pauseMs) return
    this.#askedAt = now
    this.#asking = this.#ask(group.stackId, [...events])
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
