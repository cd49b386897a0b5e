import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { longestPath } from '../database/tables.ts'
import { type Answer, answerMessage } from './answer.ts'

/** Largest event that Lambda takes, in bytes; a body can only be smaller. */
const largestBody = 6_291_456

/**
 * The answer to a request that is not recorded, or undefined for one that is. The gateway lets a path through that is
 * longer than the column (all headers and the request line may have 10,240 bytes): it gets 414 rather than be cut.
 */
export function refuseEvent(event: APIGatewayProxyEventV2): Answer | undefined {
  if (event.rawPath === '/favicon.ico') return answerMessage(404, 'Not Found')
  if (isLongerThan(event.rawPath, longestPath)) {
    return answerMessage(414, `The path is longer than ${longestPath} characters; the request was not recorded`)
  }
  // The gateway and Lambda stop larger ones themselves.
  if (event.body && Buffer.byteLength(event.body) > largestBody) {
    return answerMessage(413, 'The body is too large; the request was not recorded')
  }
  return undefined
}

/** In code points, as MySQL counts characters. */
function isLongerThan(text: string, most: number): boolean {
  return text.length > most && [...text].length > most
}
