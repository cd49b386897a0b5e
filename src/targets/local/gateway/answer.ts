import { answerHeaders } from './answer-headers.ts'
import type { HttpAnswer } from './http-answer.ts'

/** What a function returns in payload format 2.0 when it does not leave the answer to inference. */
interface ExplicitAnswer {
  statusCode?: unknown
  headers?: unknown
  cookies?: unknown
  body?: unknown
  isBase64Encoded?: unknown
}

/**
 * Turns what a function returned into an HTTP answer, by the rules of payload format 2.0: JSON without a `statusCode`
 * is the body of a 200 of type application/json (a string without its quotes); else status, headers, cookies and body
 * are as they say. `multiValueHeaders` belong to format 1.0 and are ignored. Undefined for an answer that breaks the
 * format: the client gets a 500 then. Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for
 * HTTP APIs"; text/plain as the default type of an explicit answer is what HTTP APIs are seen to send.
 *
 * @param payload what the runtime posted, JSON
 */
export function interpretAnswer(payload: Buffer): HttpAnswer | undefined {
  const value = parseJson(payload)
  if (value === undefined) return undefined
  if (isExplicit(value)) return buildExplicit(value)
  const body = typeof value === 'string' ? Buffer.from(value) : payload
  return { status: 200, headers: [['content-type', 'application/json']], body }
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'))
  } catch {
    // Only a foreign runtime can answer with something else than JSON; it is an invalid answer.
    return undefined
  }
}

function isExplicit(value: unknown): value is ExplicitAnswer {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'statusCode' in value
}

function buildExplicit(value: ExplicitAnswer): HttpAnswer | undefined {
  const status = parseStatus(value.statusCode)
  const body = parseBody(value.body, value.isBase64Encoded === true)
  const headers = answerHeaders(value.headers, value.cookies)
  if (status === undefined || body === undefined || headers === undefined) return undefined
  const typed = headers.some(([name]) => name.toLowerCase() === 'content-type')
  if (!typed && body.length > 0) headers.push(['content-type', 'text/plain;charset=UTF-8'])
  return { status, headers, body }
}

/** A number or its digits; an interim status (1xx) can never be an answer. */
function parseStatus(value: unknown): number | undefined {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  return typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined
}

function parseBody(value: unknown, isBase64Encoded: boolean): Buffer | undefined {
  if (value === undefined || value === null) return Buffer.alloc(0)
  if (typeof value !== 'string') return undefined
  if (!isBase64Encoded) return Buffer.from(value)
  return /^[A-Za-z0-9+/]*={0,2}$/.test(value) ? Buffer.from(value, 'base64') : undefined
}
