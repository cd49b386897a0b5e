import { rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { toWireError } from '../wire-error.ts'
import type { ControlOperations } from './operations.ts'

export interface ControlServer {
  close(): Promise<void>
}

/**
 * Serves the control operations on a Unix socket in a 0700 folder: whoever can open it is the user who owns the
 * environment, so no further credential is needed.
 */
export async function startControlServer(socketPath: string, operations: ControlOperations): Promise<ControlServer> {
  const server = createServer((request, response) => void answer(request, response, operations))
  rmSync(socketPath, { force: true })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(socketPath, listening)
  })
  return {
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeIdleConnections()
      }),
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, operations: ControlOperations) {
  try {
    const name = (request.url ?? '').slice(1)
    if (!Object.hasOwn(operations, name)) throw new Error(`There is no control operation called ${name}.`)
    const input = await readJson(request)
    const operation = operations[name as keyof ControlOperations] as (input: unknown) => Promise<unknown>
    send(response, 200, { result: await operation(input) })
  } catch (error) {
    send(response, 500, { error: toWireError(error) })
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString())
}

function send(response: ServerResponse, status: number, document: object): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
  response.end(JSON.stringify(document))
}
