import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '../lambda/clock.ts'
import { OpenConnections } from './connections.ts'
import type { GatewayOptions, RunningGateway } from './gateway-options.ts'
import { defaultHeadTimeoutMs, keepAliveMs, parserHeadBytes, requestTimeoutMs } from './limits.ts'
import { explainListenError } from './listen-error.ts'
import { RequestHandler } from './request-handler.ts'
import { answerConnect, answerParserError } from './unparsed.ts'

export type { AccessLogEntry, GatewayOptions, RunningGateway } from './gateway-options.ts'

/**
 * Starts the HTTP API: one `$default` route that sends any method and path to the function, with API Gateway's payload
 * format 2.0, limits, throttling and error answers.
 *
 * @throws UserError PortInUse, which names the port's owner when it can be found, or PortNotAllowed.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const headersTimeout = options.headTimeoutMs ?? defaultHeadTimeoutMs
  const server = createServer({
    maxHeaderSize: parserHeadBytes,
    headersTimeout,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    connectionsCheckingInterval: Math.min(1_000, headersTimeout),
  })
  // Node drops headers beyond a number without a word; their size is limited anyway.
  server.maxHeadersCount = 0
  const connections = new OpenConnections(server)
  const handler = new RequestHandler(options, options.clock ?? systemClock, () => connections.closing)
  server.on('request', (request, response) => void handler.handle(request, response))
  server.on('checkContinue', (request, response) => void handler.handleExpectation(request, response))
  server.on('connect', (_request, socket) => answerConnect(socket))
  server.on('clientError', answerParserError)
  const port = await listen(server, options)
  return {
    url: `http://${options.host}:${port}`,
    port,
    status: () => ({
      name: 'gateway',
      state: server.listening ? 'running' : 'stopped',
      address: `${options.host}:${port}`,
    }),
    close: () => connections.close(),
  }
}

function listen(server: Server, { host, port, environment }: GatewayOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => void explainListenError(error, port, environment).then(reject)
    server.once('error', fail)
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', fail)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
