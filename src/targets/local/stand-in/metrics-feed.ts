import { once } from 'node:events'
import { createServer } from 'node:http'

/** A feed that answers, until it is closed. */
export interface MetricsFeed {
  readonly port: number
  close(): Promise<void>
}

/**
 * Serves the figures as a JSON object at `/metrics`, for whatever collects them.
 * @throws the server's error when the address cannot be had
 */
export async function startMetricsFeed(
  listen: { host: string; port: number },
  read: () => Record<string, number>,
): Promise<MetricsFeed> {
  const server = createServer((request, response) => {
    const [path] = (request.url ?? '').split('?')
    const isKnown = path === '/metrics' && (request.method === 'GET' || request.method === 'HEAD')
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(isKnown ? JSON.stringify(read()) : '{"message":"Not Found"}')
  })
  server.listen(listen.port, listen.host)
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : listen.port,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
