import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface AnsweringServer {
  url: string
  /** Headers and bodies as they came. */
  requests: { headers: Record<string, unknown>; body: string }[]
}

/** A server on 127.0.0.1 that gives every request the same answer, until the test ends. */
export async function startAnsweringServer(status: number, body: string, type = 'text/xml'): Promise<AnsweringServer> {
  const requests: AnsweringServer['requests'] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': 'request-1' }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}
