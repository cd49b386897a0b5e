import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A real HTTP server on a free loopback port. */
export interface TestServer {
  url: string
  server: Server
  close(): Promise<void>
}

export async function startServer(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, server, close: () => closeServer(server) }
}

/** A loopback URL at which nothing listens. */
export async function findDeadUrl(): Promise<string> {
  const { url, close } = await startServer(() => {})
  await close()
  return url
}

/** Answers 201 with a receipt, as the webhook function does. */
export function answerReceipt(response: ServerResponse, id: number, parts: object = {}): void {
  response.writeHead(201, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ id, path: '/', method: 'GET', receivedAt: '', requestId: '', bodyBytes: 0, ...parts }))
}

export function readText(request: IncomingMessage): Promise<string> {
  return text(request)
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}
