import type { IncomingMessage } from 'node:http'
import { maxHeadBytes } from './limits.ts'
import type { GatewayRefusal } from './outcome-answers.ts'

/** Checks the quota for the request line and the header values together. */
export function checkHeadSize(
  request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>,
): GatewayRefusal | undefined {
  const line = `${request.method} ${request.url} HTTP/1.1`.length
  if (line > maxHeadBytes) return 'target-too-long'
  let bytes = line
  for (let at = 1; at < request.rawHeaders.length; at += 2) bytes += request.rawHeaders[at]?.length ?? 0
  return bytes > maxHeadBytes ? 'headers-too-large' : undefined
}
