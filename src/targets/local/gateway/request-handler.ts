import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../lambda/clock.ts'
import type { InvocationOutcome } from '../lambda/outcome.ts'
import { interpretAnswer } from './answer.ts'
import { buildEvent } from './event.ts'
import type { AccessLogEntry, GatewayOptions } from './gateway-options.ts'
import type { HttpAnswer } from './http-answer.ts'
import { drainMs, maxBodyBytes, maxIntegrationMs } from './limits.ts'
import { answerFailure, answerRefusal, type GatewayRefusal } from './outcome-answers.ts'
import { readBody } from './request-body.ts'
import { createRequestId } from './request-id.ts'
import { checkHeadSize } from './request-size.ts'
import { TokenBucket } from './token-bucket.ts'
import { writeAnswer } from './write-answer.ts'

/** One request on its way through the gateway. */
interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  requestId: string
  receivedAt: number
  error?: string
}

/** Takes each request from its first byte to its answer. */
export class RequestHandler {
  readonly #options: GatewayOptions
  readonly #clock: Clock
  readonly #bucket: TokenBucket
  readonly #isClosing: () => boolean

  constructor(options: GatewayOptions, clock: Clock, isClosing: () => boolean) {
    this.#options = options
    this.#clock = clock
    this.#bucket = new TokenBucket(options.throttling, clock.elapsed())
    this.#isClosing = isClosing
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange: Exchange = { request, response, requestId: createRequestId(), receivedAt: this.#clock.now() }
    this.#watch(exchange)
    const refusal = checkHeadSize(request) ?? this.#throttle()
    if (refusal) {
      this.#refuse(exchange, refusal)
      return
    }
    const reading = await readBody(request, maxBodyBytes)
    if (reading.kind === 'too-large') this.#refuse(exchange, 'body-too-large')
    if (reading.kind !== 'complete') return
    this.#write(exchange, await this.#answer(exchange, reading.body))
  }

  /** A client that asks first (`Expect: 100-continue`) does not have to send a body that is not wanted. */
  async handleExpectation(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (Number(request.headers['content-length'] ?? 0) <= maxBodyBytes) response.writeContinue()
    await this.handle(request, response)
  }

  #throttle(): GatewayRefusal | undefined {
    return this.#bucket.take(this.#clock.elapsed()) ? undefined : 'rate-exceeded'
  }

  async #answer(exchange: Exchange, body: Buffer): Promise<HttpAnswer> {
    const outcome = await this.#invoke(exchange, body)
    if (outcome === 'integration-timeout') return this.#explain(exchange, 'integration-timeout')
    if (outcome === 'failed') return answerFailure('function-error')
    if (outcome.kind === 'success') return interpretAnswer(outcome.payload) ?? this.#explain(exchange, 'invalid-answer')
    exchange.error = `${outcome.kind}: ${outcome.errorType}`
    return answerFailure(outcome.kind)
  }

  #explain(exchange: Exchange, refusal: GatewayRefusal): HttpAnswer {
    exchange.error = refusal
    return answerRefusal(refusal)
  }

  /** Runs the function, but waits no longer than the API's time limit; the function itself goes on, as on AWS. */
  #invoke(exchange: Exchange, body: Buffer): Promise<InvocationOutcome | 'integration-timeout' | 'failed'> {
    const { request, requestId, receivedAt } = exchange
    const event = buildEvent({
      ...{ requestId, receivedAt, body },
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      httpVersion: request.httpVersion,
      rawHeaders: request.rawHeaders,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      port: request.socket.localPort ?? this.#options.port,
    })
    return new Promise((resolve) => {
      const cancel = this.#clock.after(this.#options.timeoutMs ?? maxIntegrationMs, () =>
        resolve('integration-timeout'),
      )
      this.#options.invoke(event).then(
        (outcome) => {
          cancel()
          resolve(outcome)
        },
        (error: unknown) => {
          cancel()
          exchange.error = `the invocation failed: ${error instanceof Error ? error.message : String(error)}`
          resolve('failed')
        },
      )
    })
  }

  /**
   * Answers at once and reads on for a while: closing on a client that still sends would reset the connection, and it
   * would never see the answer. So the answer ends, and with it a connection that is not kept, only when the request
   * does.
   */
  #refuse(exchange: Exchange, refusal: GatewayRefusal): void {
    const { request, response } = exchange
    this.#write(exchange, this.#explain(exchange, refusal), { isEnd: request.complete })
    if (request.complete) return
    request.resume()
    const cancel = this.#clock.after(drainMs, () => request.socket.destroy())
    request.once('close', () => {
      cancel()
      response.end()
    })
  }

  #write({ response, requestId }: Exchange, answer: HttpAnswer, { isEnd } = { isEnd: true }): void {
    writeAnswer(response, answer, { requestId, lastOnConnection: this.#isClosing(), isEnd })
  }

  #watch(exchange: Exchange): void {
    const { accessLog } = this.#options
    if (accessLog === undefined) return
    const startedAt = this.#clock.elapsed()
    exchange.response.once('close', () => {
      accessLog(describeExchange(exchange, this.#clock.elapsed() - startedAt))
    })
  }
}

function describeExchange(exchange: Exchange, durationMs: number): AccessLogEntry {
  const { request, response, requestId, receivedAt, error } = exchange
  return {
    ...{ requestId, receivedAt, durationMs },
    method: request.method ?? '',
    target: request.url ?? '',
    status: response.headersSent ? response.statusCode : 0,
    ...(error === undefined ? {} : { error }),
  }
}
