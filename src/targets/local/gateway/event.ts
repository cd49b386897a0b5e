import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { createTraceId } from '../lambda/trace-id.ts'
import { decodeByteString } from './byte-string.ts'
import { formatLogTime } from './common-log-time.ts'
import { encodeBody } from './event-body.ts'
import { buildHeaders } from './event-headers.ts'
import { parseQuery } from './query-string.ts'
import { parseTarget } from './request-target.ts'

/** A request as it came in, whole. */
export interface ReceivedRequest {
  requestId: string
  method: string
  /** The target of the request line, a string of bytes (latin1). */
  target: string
  httpVersion: string
  /** Names and values in turn. */
  rawHeaders: readonly string[]
  body: Buffer
  sourceIp: string
  port: number
  receivedAt: number
}

/** There is no account and no API id on this computer; these stand where AWS has its own. */
const accountId = '000000000000'
const apiId = 'local'
const domainName = 'localhost'

/**
 * Makes the event of an HTTP API's `$default` route, payload format 2.0. Fields for which there is nothing to say
 * (cookies, queryStringParameters, body, pathParameters, stageVariables) are left out, as API Gateway does. Source: API
 * Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
 */
export function buildEvent(request: ReceivedRequest): APIGatewayProxyEventV2 {
  const { method, requestId, sourceIp, receivedAt, rawHeaders, body } = request
  const { rawPath, rawQueryString } = parseTarget(request.target)
  const traceId = createTraceId(receivedAt).split(';')[0] ?? ''
  const { headers, cookies } = buildHeaders(rawHeaders, {
    ...{ sourceIp, traceId },
    ...{ port: request.port, bodyBytes: body.length },
  })
  const queryStringParameters = parseQuery(rawQueryString)
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: decodeByteString(rawQueryString),
    ...(cookies ? { cookies } : {}),
    headers,
    ...(queryStringParameters ? { queryStringParameters } : {}),
    requestContext: {
      accountId,
      apiId,
      domainName,
      domainPrefix: domainName,
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: formatLogTime(receivedAt),
      timeEpoch: receivedAt,
    },
    ...encodeBody(body, headers['content-type']),
  }
}
