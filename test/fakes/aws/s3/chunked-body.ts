import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { refuseS3 } from '../protocols/s3.ts'

/** A body as it was meant, with the checksums that came in front of it or behind it. */
export interface DecodedBody {
  body: Buffer
  checksums: Record<string, string>
}

/**
 * Takes the frame of `aws-chunked` off, which the SDK puts around a body whose checksum comes as a trailer, and checks
 * checksums. Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 * @throws FakeServiceError `BadDigest` when a checksum is not that of the body, `IncompleteBody` for a broken frame
 */
export function decodeBody(headers: Record<string, string>, sent: Buffer): DecodedBody {
  const chunked = (headers['content-encoding'] ?? '').includes('aws-chunked')
  const { body, trailers } = chunked ? readChunks(sent) : { body: sent, trailers: {} }
  const checksums = Object.fromEntries(
    Object.entries({ ...headers, ...trailers }).filter(([name]) => /^x-amz-checksum-(?!algorithm)/.test(name)),
  )
  for (const [name, value] of Object.entries(checksums)) checkDigest(name, value, body)
  return { body, checksums }
}

function readChunks(sent: Buffer): { body: Buffer; trailers: Record<string, string> } {
  const chunks: Buffer[] = []
  let at = 0
  for (;;) {
    const lineEnd = sent.indexOf('\r\n', at)
    const size = Number.parseInt(sent.toString('latin1', at, lineEnd), 16)
    if (lineEnd === -1 || Number.isNaN(size))
      throw refuseS3('IncompleteBody', 'The request body terminated unexpectedly')
    at = lineEnd + 2
    if (size === 0) break
    chunks.push(sent.subarray(at, at + size))
    at += size + 2
  }
  const lines = sent
    .toString('latin1', at)
    .split('\r\n')
    .filter((line) => line.includes(':'))
  const trailers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).trim(),
    line.slice(line.indexOf(':') + 1).trim(),
  ])
  return { body: Buffer.concat(chunks), trailers: Object.fromEntries(trailers) }
}

function checkDigest(name: string, value: string, body: Buffer) {
  const algorithm = name.slice('x-amz-checksum-'.length)
  const computed = computeDigest(algorithm, body)
  if (computed === undefined || computed === value) return
  throw refuseS3('BadDigest', `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`)
}

function computeDigest(algorithm: string, body: Buffer): string | undefined {
  if (algorithm === 'sha256' || algorithm === 'sha1') return createHash(algorithm).update(body).digest('base64')
  if (algorithm !== 'crc32') return undefined
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}
