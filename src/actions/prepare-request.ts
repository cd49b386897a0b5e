import type { Target } from '../targets/target.ts'
import type { OutgoingRequest } from './http-sender.ts'
import { guessContentType } from './request-data.ts'
import { parseHeaders, parseMethod } from './request-headers.ts'
import { toRequestTarget } from './request-path.ts'

/** One request as a user describes it. */
export interface HitRequest {
  /** As typed: see toRequestTarget. */
  path: string
  /** Default: GET, or POST when there is data. */
  method?: string
  /** `name: value` lines. */
  headers?: readonly string[]
  data?: Buffer
}

/**
 * The request that goes out for a user's description, and the URL it belongs to.
 * @throws UserError (exit code 2) for a path, method or header that cannot be sent.
 */
export async function prepareRequest(
  target: Target,
  hit: HitRequest,
): Promise<{ request: OutgoingRequest; baseUrl: string }> {
  const given = parseHeaders(hit.headers ?? [])
  const method = parseMethod(hit.method ?? (hit.data ? 'POST' : 'GET'))
  const baseUrl = (await target.url()).replace(/\/$/, '')
  const defaults = {
    accept: ['application/json'],
    'user-agent': ['rds-proxy-webhook'],
    ...(hit.data && { 'content-type': [guessContentType(hit.data)] }),
  }
  const request: OutgoingRequest = {
    method,
    target: toRequestTarget(hit.path, baseUrl),
    headers: { ...defaults, ...given },
    ...(hit.data && { data: hit.data }),
  }
  return { request, baseUrl }
}
