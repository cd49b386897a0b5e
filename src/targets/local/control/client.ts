import { request } from 'node:http'
import { fromWireError, type WireError } from '../wire-error.ts'
import type { ControlOperations } from './operations.ts'

/** Thrown when nobody listens on the control socket: the background process does not run. */
export class NobodyListens extends Error {
  override readonly name = 'NobodyListens'
}

/**
 * The control operations of a running background process, called over its socket.
 * Each call throws NobodyListens when the process is gone and UserError when the operation failed.
 */
export function connectControl(socketPath: string, logFile: string, timeoutMs = 60_000): ControlOperations {
  const call = (operation: string, input?: unknown) =>
    callOperation({ socketPath, logFile, timeoutMs }, operation, input)
  return {
    status: () => call('status') as ReturnType<ControlOperations['status']>,
    query: ((input: unknown) => call('query', input)) as ControlOperations['query'],
    startRotation: () => call('startRotation') as ReturnType<ControlOperations['startRotation']>,
    secretVersions: () => call('secretVersions') as ReturnType<ControlOperations['secretVersions']>,
    stop: () => call('stop') as Promise<void>,
  }
}

interface Connection {
  socketPath: string
  logFile: string
  timeoutMs: number
}

function callOperation(connection: Connection, operation: string, input?: unknown): Promise<unknown> {
  const { socketPath, logFile, timeoutMs } = connection
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path: `/${operation}`, method: 'POST', timeout: timeoutMs }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const document = JSON.parse(Buffer.concat(chunks).toString()) as { result?: unknown; error?: WireError }
        if (document.error) reject(fromWireError(document.error, logFile))
        else resolve(document.result)
      })
    })
    call.on('timeout', () => call.destroy(new NobodyListens(`no answer to ${operation} in ${timeoutMs} ms`)))
    call.on('error', (error: NodeJS.ErrnoException) => {
      const gone = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(error.code ?? '')
      reject(gone ? new NobodyListens(error.message) : error)
    })
    call.end(input === undefined ? undefined : JSON.stringify(input))
  })
}
