import { connect, type Socket } from 'node:net'
import { parseHead, type ResponseHead } from './response-head.ts'

export interface RuntimeResponse extends ResponseHead {
  body: Buffer
}

const prefix = '/2018-06-01/runtime/'
const headEnd = Buffer.from('\r\n\r\n')

/**
 * The runtime's side of the Runtime API over one raw socket: a function starts sooner without Node's HTTP client, and
 * an answer and the request for the next event leave in one write. Responses come in the order of the requests.
 */
export class RuntimeConnection {
  readonly #socket: Socket
  readonly #host: string
  readonly #pending: ((response: RuntimeResponse) => void)[] = []
  #chunks: Buffer[] = []
  #bytes = 0
  #head: ResponseHead | undefined
  #needed = 0

  /** @param address `host:port` of the Runtime API. @param onClose told when the other side is gone. */
  constructor(address: string, onClose: () => void) {
    const colon = address.lastIndexOf(':')
    this.#host = address
    this.#socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)), noDelay: true })
    this.#socket.on('data', (chunk) => this.#read(chunk))
    this.#socket.on('error', onClose)
    this.#socket.on('close', onClose)
  }

  /** Sends the requests in one write; resolves with the last one's response. */
  send(...requests: RuntimeRequest[]): Promise<RuntimeResponse> {
    const responses = requests.map(() => new Promise<RuntimeResponse>((resolve) => this.#pending.push(resolve)))
    this.#socket.cork()
    for (const request of requests) this.#write(request)
    this.#socket.uncork()
    return responses.at(-1) as Promise<RuntimeResponse>
  }

  #write({ path, body, headers = {} }: RuntimeRequest): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    const start = `${body ? 'POST' : 'GET'} ${prefix}${path} HTTP/1.1\r\nHost: ${this.#host}\r\n${lines.join('')}`
    if (body === undefined) {
      this.#socket.write(`${start}\r\n`, 'latin1')
      return
    }
    this.#socket.write(`${start}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`, 'latin1')
    this.#socket.write(body)
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    while (this.#bytes > 0 && this.#bytes >= this.#needed) {
      if (!this.#takeResponse()) return
    }
  }

  /** Takes one response off what has arrived; false when it is not complete yet. */
  #takeResponse(): boolean {
    const data = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks)
    this.#chunks = [data]
    const end = data.indexOf(headEnd)
    if (end < 0) return false
    this.#head ??= parseHead(data.toString('latin1', 0, end))
    this.#needed = end + headEnd.length + this.#head.contentLength
    if (data.length < this.#needed) return false
    const response = { ...this.#head, body: data.subarray(end + headEnd.length, this.#needed) }
    this.#keep(data.subarray(this.#needed))
    this.#pending.shift()?.(response)
    return true
  }

  #keep(rest: Buffer): void {
    this.#chunks = rest.length > 0 ? [rest] : []
    this.#bytes = rest.length
    this.#head = undefined
    this.#needed = 0
  }
}

export interface RuntimeRequest {
  /** Below /2018-06-01/runtime/. */
  path: string
  /** With a body it is a POST, else a GET. */
  body?: Buffer
  headers?: Record<string, string>
}
