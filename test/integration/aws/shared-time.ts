import type { AwsClients } from '../../../src/targets/aws/clients.ts'
import type { Pace } from '../../../src/targets/aws/operate/pace.ts'
import type { FakeAws } from '../../fakes/aws/server.ts'

// Loaded before time begins, as nobody can tell a program that loads a module from one that waits.
import '@aws-sdk/client-cloudformation'
import '@aws-sdk/client-cloudwatch'
import '@aws-sdk/client-cloudwatch-logs'
import '@aws-sdk/client-ec2'
import '@aws-sdk/client-lambda'
import '@aws-sdk/client-rds'
import '@aws-sdk/client-s3'
import '@aws-sdk/client-secrets-manager'
import '@aws-sdk/client-sts'

/** Turns of the event loop without a call to AWS after which all of the program is taken to wait. */
const quietTurns = 5

/**
 * One time for a program and its fake AWS, which passes only while all parts of the program wait: as far as the first of
 * them wants. However slow the computer is, no answer comes late, and those who wait side by side wait once.
 */
export class SharedTime {
  readonly #aws: FakeAws
  readonly #waiting = new Set<{ until: number }>()
  #calls = 0

  constructor(aws: FakeAws) {
    this.#aws = aws
  }

  /** Takes the calls of these clients for work, during which no time passes. */
  watch(clients: AwsClients): AwsClients {
    return new Proxy(clients, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name, target)
        if (typeof member !== 'function') return member
        return () => this.#work(async () => this.#watchClient(await member.call(target)))
      },
    })
  }

  readonly now: Pace['now'] = () => this.#aws.clock.now()

  readonly wait: Pace['wait'] = async (ms, signal) => {
    const own = { until: this.now() + ms }
    this.#waiting.add(own)
    for (let quiet = 0; own.until - this.now() >= 1 && !signal?.aborted; ) {
      await new Promise(setImmediate)
      quiet = this.#calls > 0 ? 0 : quiet + 1
      if (quiet >= quietTurns) this.#passToNext()
    }
    this.#waiting.delete(own)
  }

  #passToNext(): void {
    const next = Math.min(...[...this.#waiting].map(({ until }) => until))
    if (next > this.now()) this.#aws.advance((next - this.now()) / 1_000)
  }

  #watchClient(client: { middlewareStack: MiddlewareStack }) {
    client.middlewareStack.add((next) => (call) => this.#work(() => next(call)), {
      step: 'initialize',
      priority: 'high',
      name: 'shared-time',
      override: true,
    })
    return client
  }

  async #work<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#calls += 1
    try {
      return await work()
    } finally {
      this.#calls -= 1
    }
  }
}

type Handler = (call: object) => Promise<object>

/** What is used of the SDK's own, the same for all clients. */
interface MiddlewareStack {
  add(wrap: (next: Handler) => Handler, options: object): void
}
