import type { APIGatewayProxyEventV2 } from 'aws-lambda'

export interface EventInput {
  method?: string
  path?: string
  query?: string
  headers?: Record<string, string>
  cookies?: string[]
  body?: string | Buffer
  requestId?: string
  at?: Date
}

let count = 0

/** An event as an HTTP API sends it (payload format 2.0). A Buffer for a body goes as base64. */
export function makeHttpApiEvent(input: EventInput = {}): APIGatewayProxyEventV2 {
  const { method = 'POST', path = '/', query = '', headers = {}, cookies, body } = input
  const requestId = input.requestId ?? `request-${++count}`
  const at = input.at ?? new Date('2026-11-23T05:06:07.089Z')
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookies && { cookies }),
    headers,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: headers['user-agent'] ?? '' },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: '23/Nov/2026:05:06:07 +0000',
      timeEpoch: at.getTime(),
    },
    ...(body !== undefined && { body: body.toString(Buffer.isBuffer(body) ? 'base64' : 'utf8') }),
    isBase64Encoded: Buffer.isBuffer(body),
  }
}
