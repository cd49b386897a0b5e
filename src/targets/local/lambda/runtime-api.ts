import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ErrorReport, parseErrorReport } from './error-report.ts'
import { maxAnswerBytes } from './limits.ts'
import { type PostedBody, readPostedBody } from './runtime-api-body.ts'

/** One event on its way to a runtime. */
export interface Delivery {
  requestId: string
  /** Milliseconds since 1970 at which the function is out of time. */
  deadlineMs: number
  functionArn: string
  traceId: string
  payload: Buffer
}

/** What a runtime does, as its environment gets to know it. */
export interface RuntimeListener {
  /** The runtime asks for its next event; it has posted all that it had to say before. */
  onNext(): void
  onResponse(body: PostedBody): void
  onInvocationError(report: ErrorReport): void
  onInitError(report: ErrorReport): void
}

const prefix = '/2018-06-01/runtime/'
const resultPath = /^invocation\/([^/]+)\/(response|error)$/

interface Refusal {
  status: number
  errorType: string
  errorMessage: string
}

const forbidden: Refusal = { status: 403, errorType: 'Forbidden', errorMessage: 'Only the function itself may call.' }
const notFound: Refusal = { status: 404, errorType: 'NotFound', errorMessage: '404 page not found' }
const invalidRequestId: Refusal = { status: 400, errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' }
const tooLarge = { errorType: 'RequestEntityTooLarge', errorMessage: 'Exceeded maximum allowed payload size' }

/**
 * The Lambda Runtime API, version 2018-06-01, for one environment, on a port of its own on 127.0.0.1, so that any
 * standard runtime client can attach. Source: Lambda developer guide, "Using the Lambda runtime API for custom
 * runtimes". Requests that a web page might send (another Host, or any Origin) are refused.
 */
export class RuntimeApi {
  readonly #server: Server
  readonly #listener: RuntimeListener
  #address = ''
  #waiting: ServerResponse | undefined
  #openPosts = 0
  #currentId: string | undefined

  constructor(listener: RuntimeListener) {
    this.#listener = listener
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, noDelay: true })
    this.#server.on('request', (request, response) => this.#route(request, response))
  }

  /** `host:port`, the value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return this.#address
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', () => {
        this.#address = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
        resolve()
      })
    })
  }

  /** Hands an event to the runtime that asked for one. Only allowed after `onNext`. */
  deliver(event: Delivery): void {
    const response = this.#waiting
    this.#waiting = undefined
    this.#currentId = event.requestId
    response?.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': event.payload.length,
      'Lambda-Runtime-Aws-Request-Id': event.requestId,
      'Lambda-Runtime-Deadline-Ms': event.deadlineMs,
      'Lambda-Runtime-Invoked-Function-Arn': event.functionArn,
      'Lambda-Runtime-Trace-Id': event.traceId,
    })
    response?.end(event.payload)
  }

  /** Cuts all connections: a runtime that still lives ends itself when it notices. */
  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #route(request: IncomingMessage, response: ServerResponse): void {
    response.sendDate = false
    const refusal = this.#checkCaller(request)
    if (refusal) refuse(request, response, refusal)
    else if (request.method === 'GET') this.#acceptNext(response)
    else this.#acceptPost(request, response)
  }

  #checkCaller({ headers, method, url = '' }: IncomingMessage): Refusal | undefined {
    if (headers.host !== this.#address || headers.origin !== undefined) return forbidden
    const path = url.startsWith(prefix) ? url.slice(prefix.length) : ''
    if (method === 'GET') return path === 'invocation/next' ? undefined : notFound
    if (method !== 'POST') return notFound
    const [, requestId] = resultPath.exec(path) ?? []
    if (requestId === undefined) return path === 'init/error' ? undefined : notFound
    return requestId === this.#currentId ? undefined : invalidRequestId
  }

  #acceptNext(response: ServerResponse): void {
    this.#waiting = response
    response.on('close', () => {
      if (this.#waiting === response) this.#waiting = undefined
    })
    this.#announceNext()
  }

  // A runtime may send its next request right behind the body of the one before (pipelining).
  #announceNext(): void {
    if (this.#waiting !== undefined && this.#openPosts === 0) this.#listener.onNext()
  }

  #acceptPost(request: IncomingMessage, response: ServerResponse): void {
    const [, , kind] = resultPath.exec(request.url?.slice(prefix.length) ?? '') ?? []
    if (kind !== undefined) this.#currentId = undefined
    this.#openPosts += 1
    readPostedBody(request, maxAnswerBytes).then(
      (body) => {
        this.#openPosts -= 1
        if (kind === 'response') this.#finishResponse(body, response)
        else this.#finishError(kind, body, request, response)
        this.#announceNext()
      },
      () => {
        // The runtime went away half-way through its post: the end of its process tells the rest.
        this.#openPosts -= 1
      },
    )
  }

  #finishResponse(body: PostedBody, response: ServerResponse): void {
    if (body.tooLarge) reply(response, 413, tooLarge)
    else reply(response, 202, { status: 'OK' })
    this.#listener.onResponse(body)
  }

  #finishError(kind: string | undefined, body: PostedBody, request: IncomingMessage, response: ServerResponse): void {
    reply(response, 202, { status: 'OK' })
    const header = request.headers['lambda-runtime-function-error-type']
    const report = parseErrorReport(body.payload, typeof header === 'string' ? header : undefined)
    if (kind === 'error') this.#listener.onInvocationError(report)
    else this.#listener.onInitError(report)
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  request.resume()
  reply(response, refusal.status, { errorType: refusal.errorType, errorMessage: refusal.errorMessage })
}

function reply(response: ServerResponse, status: number, content: object): void {
  const body = JSON.stringify(content)
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
