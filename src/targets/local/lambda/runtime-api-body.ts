import type { IncomingMessage } from 'node:http'

/** A posted body: all its bytes, or only their number when there are more than allowed. */
export interface PostedBody {
  payload: Buffer
  bytes: number
  tooLarge: boolean
}

/** Reads a body to its end but keeps at most `limit` bytes of it. Rejects when the sender goes away half-way. */
export function readPostedBody(request: IncomingMessage, limit: number): Promise<PostedBody> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limit) chunks = []
      else chunks.push(chunk)
    })
    request.on('end', () => {
      const payload = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
      resolve({ payload, bytes, tooLarge: bytes > limit })
    })
    request.on('error', reject)
  })
}
