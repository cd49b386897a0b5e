import http from 'node:http'
import https from 'node:https'
import { BodySample, type SampledBody } from './body-sample.ts'
import type { RequestHeaders } from './request-headers.ts'
import type { Now } from './wait.ts'

/** One HTTP request, ready to be sent. */
export interface OutgoingRequest {
  method: string
  /** Request target: escaped path and query, starting with a slash. */
  target: string
  headers: RequestHeaders
  data?: Buffer
}

export interface HttpAnswer {
  status: number
  /** The reason phrase, as sent. */
  statusText: string
  /** Lower-case names; repeated headers joined as Node does. */
  headers: Record<string, string>
  body: SampledBody
  /** Milliseconds from the first byte sent to the last byte received. */
  ms: number
}

export interface SenderOptions {
  baseUrl: string
  /** Connections kept open at most. */
  maxConnections: number
  /** Milliseconds without any byte after which a request is given up. */
  timeoutMs: number
  /** How much of an answer's body is kept, in bytes. */
  maxBodyBytes: number
  now: Now
}

/**
 * Sends requests over kept-alive connections with Node's own client: paths and methods go out exactly as given,
 * which fetch would not do. Close it when done.
 */
export class HttpSender {
  readonly #agent: http.Agent
  readonly #options: SenderOptions
  readonly #base: URL

  constructor(options: SenderOptions) {
    this.#options = options
    this.#base = new URL(options.baseUrl)
    const Agent = this.#base.protocol === 'https:' ? https.Agent : http.Agent
    this.#agent = new Agent({ keepAlive: true, maxSockets: options.maxConnections, scheduling: 'fifo' })
  }

  /** @throws the connection's error (`code` says which), also when the signal is aborted. */
  async send(request: OutgoingRequest, signal?: AbortSignal): Promise<HttpAnswer> {
    const started = this.#options.now()
    const response = await this.#exchange(request, signal)
    const body = await readBody(response, this.#options.maxBodyBytes)
    return {
      status: response.statusCode ?? 0,
      statusText: response.statusMessage ?? '',
      headers: flatten(response.headers),
      body,
      ms: this.#options.now() - started,
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #exchange(request: OutgoingRequest, signal?: AbortSignal): Promise<http.IncomingMessage> {
    return new Promise((resolve, reject) => {
      const { request: open } = this.#base.protocol === 'https:' ? https : http
      const outgoing = open(this.#base, {
        agent: this.#agent,
        method: request.method,
        path: this.#base.pathname.replace(/\/$/, '') + request.target,
        headers: { ...joinSingle(request.headers), ...(request.data && { 'content-length': request.data.length }) },
        timeout: this.#options.timeoutMs,
        ...(signal && { signal }),
      })
      outgoing.on('response', resolve)
      outgoing.on('error', reject)
      outgoing.on('timeout', () => outgoing.destroy(timeoutError(this.#options.timeoutMs)))
      // A protocol switch nobody asked for ends without a response and without an error.
      outgoing.on('close', () => reject(connectionError('ECONNRESET', 'The connection ended without an answer.')))
      outgoing.end(request.data)
    })
  }
}

/** By events: an async iterator would cost as much as the rest of a small request. */
function readBody(response: http.IncomingMessage, maxBytes: number): Promise<SampledBody> {
  const body = new BodySample(maxBytes)
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Buffer) => body.add(chunk))
    response.on('end', () => resolve(body.result()))
    response.on('error', reject)
  })
}

/** Node wants some headers (host) as text, and takes lists only for those that may be repeated. */
function joinSingle(headers: RequestHeaders): http.OutgoingHttpHeaders {
  const entries = Object.entries(headers).map(([name, lines]) => [name, lines.length === 1 ? lines[0] : lines])
  return Object.fromEntries(entries)
}

function timeoutError(timeoutMs: number): Error {
  return connectionError('ETIMEDOUT', `No byte for ${timeoutMs} ms.`)
}

function connectionError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

function flatten(headers: http.IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : value,
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}
