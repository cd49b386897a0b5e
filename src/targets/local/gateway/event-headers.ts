import { decodeByteString } from './byte-string.ts'

export interface EventHeaders {
  headers: Record<string, string>
  /** Absent when the request has no cookies. */
  cookies?: string[]
}

export interface ForwardingFacts {
  sourceIp: string
  /** Port on which the API was reached. */
  port: number
  /** Bytes of the whole body: API Gateway has read it before it makes the event. */
  bodyBytes: number
  /** X-Ray trace header of this request, when the client did not send its own. */
  traceId: string
}

/** They belong to one connection, not to the request (RFC 9110, section 7.6.1), so functions never see them. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Headers and cookies as payload format 2.0 has them: names in lower case, values of the same name joined with commas,
 * cookies in a list of their own, `x-forwarded-*` and `x-amzn-trace-id` added. `expect` was answered by the gateway.
 * Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs".
 *
 * @param rawHeaders names and values in turn, as Node's `rawHeaders`
 */
export function buildHeaders(rawHeaders: readonly string[], facts: ForwardingFacts): EventHeaders {
  const headers = new Map<string, string>()
  const cookies: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? ''
    const value = decodeByteString(rawHeaders[at + 1] ?? '')
    if (name === 'cookie') cookies.push(...splitCookies(value))
    else if (!hopByHop.has(name) && name !== 'expect') headers.set(name, join(headers.get(name), value, ','))
  }
  headers.set('content-length', String(facts.bodyBytes))
  headers.set('x-forwarded-for', join(headers.get('x-forwarded-for'), facts.sourceIp, ', '))
  headers.set('x-forwarded-port', String(facts.port))
  headers.set('x-forwarded-proto', 'http')
  if (!headers.has('x-amzn-trace-id')) headers.set('x-amzn-trace-id', facts.traceId)
  return { headers: Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { cookies }) }
}

function splitCookies(value: string): string[] {
  return value
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '')
}

function join(before: string | undefined, value: string, separator: string): string {
  return before === undefined ? value : `${before}${separator}${value}`
}
