import { connect, type Socket } from 'node:net'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { onTestFinished } from 'vitest'
import {
  type AccessLogEntry,
  type GatewayOptions,
  type RunningGateway,
  startGateway,
} from '../../../src/targets/local/gateway/gateway.ts'
import type { InvocationOutcome } from '../../../src/targets/local/lambda/outcome.ts'

export interface GatewayFixture {
  gateway: RunningGateway
  events: APIGatewayProxyEventV2[]
  log: AccessLogEntry[]
}

/** A function that returns the value. */
export function succeed(value: unknown): InvocationOutcome {
  return { kind: 'success', requestId: 'r', payload: Buffer.from(JSON.stringify(value)) }
}

/** Starts a gateway before the given function; it is closed when the test ends. */
export async function startFixture(
  invoke: (event: APIGatewayProxyEventV2) => InvocationOutcome | Promise<InvocationOutcome> = () => succeed('fine'),
  options: Partial<GatewayOptions> = {},
): Promise<GatewayFixture> {
  const events: APIGatewayProxyEventV2[] = []
  const log: AccessLogEntry[] = []
  const gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    throttling: { rateLimit: 10_000, burstLimit: 5_000 },
    invoke: async (event) => {
      events.push(event)
      return invoke(event)
    },
    accessLog: (entry) => log.push(entry),
    ...options,
  })
  onTestFinished(() => gateway.close())
  return { gateway, events, log }
}

/** A client that sends bytes as they are, for requests that no HTTP client would make. */
export class RawClient {
  readonly socket: Socket
  /** The connection's error, such as a reset. */
  failure: Error | undefined
  #received = ''
  #ended = false

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port })
    this.socket.on('data', (chunk) => {
      this.#received += chunk.toString('latin1')
    })
    this.socket.on('error', (error) => {
      this.failure = error
      this.#ended = true
    })
    this.socket.on('close', () => {
      this.#ended = true
    })
    onTestFinished(() => void this.socket.destroy())
  }

  send(...lines: string[]): void {
    this.socket.write(lines.join('\r\n'), 'latin1')
  }

  get received(): string {
    return this.#received
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Waits until what came in matches. */
  async expect(pattern: RegExp): Promise<RegExpMatchArray> {
    for (;;) {
      const match = this.#received.match(pattern)
      if (match) return match
      if (this.#ended) throw new Error(`closed; received only: ${JSON.stringify(this.#received)}`)
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
  }

  /** Waits until the connection is closed. */
  async expectEnd(): Promise<void> {
    while (!this.#ended) await new Promise((resolve) => setTimeout(resolve, 3))
  }
}
