import { connect } from 'node:net'

export interface RawRequest {
  method?: string
  /** Written as it is, so also what no HTTP client would send. A string of bytes (latin1). */
  target: string
  /** Without Host, Content-Length and Connection, which are added. */
  headers?: readonly string[]
  body?: Buffer
}

export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer
  /** The body as JSON. @throws SyntaxError when it is none */
  json<Document>(): Document
}

/** Sends one request, byte for byte as given, on a connection of its own to this computer, and reads the answer. */
export function sendRaw(port: number, request: RawRequest): Promise<RawAnswer> {
  const { method = 'POST', target, headers = [], body = Buffer.alloc(0) } = request
  const head = [
    `${method} ${target} HTTP/1.1`,
    'Host: localhost',
    'Connection: close',
    ...(body.length > 0 ? [`Content-Length: ${body.length}`] : []),
    ...headers,
  ]
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.once('error', reject)
    socket.once('close', () => {
      const answer = parseAnswer(Buffer.concat(chunks))
      if (answer) resolve(answer)
      else reject(new Error(`${method} ${target.slice(0, 80)} was not answered`))
    })
    socket.write(`${head.join('\r\n')}\r\n\r\n`, 'latin1')
    socket.write(body)
  })
}

function parseAnswer(received: Buffer): RawAnswer | undefined {
  const end = received.indexOf('\r\n\r\n')
  const [line = '', ...fields] = received.subarray(0, end).toString('latin1').split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3})/.exec(line)?.[1]
  if (end < 0 || !status) return undefined
  const body = received.subarray(end + 4)
  return {
    status: Number(status),
    headers: Object.fromEntries(fields.map(splitField)),
    body,
    json: () => JSON.parse(body.toString()),
  }
}

function splitField(field: string): [string, string] {
  const colon = field.indexOf(':')
  return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
}
