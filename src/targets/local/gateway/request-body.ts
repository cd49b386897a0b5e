import type { IncomingMessage } from 'node:http'

export type BodyReading = { kind: 'complete'; body: Buffer } | { kind: 'too-large' } | { kind: 'hung-up' }

/**
 * Reads a request's body. Stops at the first byte beyond `limit` (at once when Content-Length says so), so that a
 * client can never make us keep more than that.
 */
export function readBody(request: IncomingMessage, limit: number): Promise<BodyReading> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve({ kind: 'too-large' })
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limit) {
        chunks.length = 0
        resolve({ kind: 'too-large' })
      } else {
        chunks.push(chunk)
      }
    })
    request.on('end', () => {
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
      resolve({ kind: 'complete', body })
    })
    // A client that goes away half-way: `error` when Node noticed, `close` in any case.
    request.on('error', () => resolve({ kind: 'hung-up' }))
    request.on('close', () => resolve({ kind: 'hung-up' }))
  })
}
