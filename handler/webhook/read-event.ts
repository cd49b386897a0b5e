import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { RequestRecord } from '../database/request-record.ts'

/** What is recorded of an HTTP API event (payload format 2.0), exactly as it came. */
export function readEvent(event: APIGatewayProxyEventV2): RequestRecord {
  const { http, requestId, timeEpoch } = event.requestContext
  return {
    // The gateway's time, so that a retry records the same one.
    receivedAt: new Date(timeEpoch),
    method: http.method,
    path: event.rawPath,
    query: event.rawQueryString ?? '',
    headers: readHeaders(event),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    sourceIp: http.sourceIp ?? '',
    requestId,
    userAgent: http.userAgent ?? '',
  }
}

/**
 * Format 2.0 takes the cookies out of the headers; here they are back as the one header that they were. Made from
 * entries, because an assignment would lose a header of the name `__proto__`.
 */
function readHeaders(event: APIGatewayProxyEventV2): Record<string, string> {
  const headers = Object.entries(event.headers ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const cookies = event.cookies?.length ? [['cookie', event.cookies.join('; ')] as const] : []
  return Object.fromEntries([...headers, ...cookies])
}
