import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { ServiceError } from './service-error.ts'

export interface SigningCredentials {
  accessKeyId: string
  secretAccessKey: string
}

export interface SignedRequest {
  method: string
  /** Path and query as they stand in the request line. */
  url: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface SignatureScope {
  credentials: SigningCredentials
  region: string
  service: string
  /** Milliseconds since the epoch. */
  now: number
}

/** How far a request's time may be from ours: AWS allows five minutes. */
const LARGEST_SKEW_MS = 300_000
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/

/**
 * Checks a request's AWS Signature Version 4 (header form). A session token is not checked by itself: it is one of
 * the signed headers, and the access key alone decides here.
 * @throws ServiceError of the type and in the words that AWS uses.
 */
export function verifySignature(request: SignedRequest, scope: SignatureScope): void {
  const header = request.headers.authorization
  if (!header) throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token')
  const [, accessKeyId, day, region, service, signedHeaders, signature] = AUTHORIZATION.exec(header) ?? []
  if (!accessKeyId || !day || !region || !service || !signedHeaders || !signature) {
    throw new ServiceError('InvalidSignatureException', 'The Authorization header is not of the form AWS4-HMAC-SHA256.')
  }
  if (accessKeyId !== scope.credentials.accessKeyId) {
    throw new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.')
  }
  const time = requireTime(request.headers['x-amz-date'], day, scope.now)
  if (region !== scope.region || service !== scope.service) {
    throw new ServiceError(
      'InvalidSignatureException',
      `Credential should be scoped to a valid region and to the service ${scope.service}.`,
    )
  }
  const names = signedHeaders.split(';')
  const toSign = [
    'AWS4-HMAC-SHA256',
    time,
    `${day}/${region}/${service}/aws4_request`,
    sha256(canonicalRequest(request, names)),
  ].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${scope.credentials.secretAccessKey}`,
  )
  const expected = hmac(key, toSign)
  if (names.includes('host') && timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return
  throw new ServiceError(
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
      'and signing method. Consult the service documentation for details.',
  )
}

function requireTime(header: string | string[] | undefined, day: string, now: number): string {
  const time = typeof header === 'string' ? header : ''
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time)
  if (!parts || !time.startsWith(day)) {
    throw new ServiceError('InvalidSignatureException', "Date in Credential scope does not match the request's date.")
  }
  const [year, month, date, hour, minute, second] = parts.slice(1).map(Number) as [number, ...number[]]
  const sent = Date.UTC(year, (month ?? 1) - 1, date, hour, minute, second)
  if (Math.abs(now - sent) > LARGEST_SKEW_MS) {
    throw new ServiceError('InvalidSignatureException', `Signature expired: ${time} is too far from the current time.`)
  }
  return time
}

/** The canonical request of the AWS Signature Version 4 specification. */
function canonicalRequest(request: SignedRequest, signedHeaders: string[]): string {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost')
  const query = [...searchParams]
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&')
  const headers = signedHeaders.map((name) => `${name}:${readHeader(request.headers, name)}\n`).join('')
  const path = pathname.split('/').map(encodeStrictly).join('/')
  return [request.method, path, query, headers, signedHeaders.join(';'), sha256(request.body)].join('\n')
}

function readHeader(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name] ?? ''
  return (Array.isArray(value) ? value.join(',') : value).trim().replace(/ +/g, ' ')
}

/** RFC 3986: encodeURIComponent leaves five more characters as they are. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest()
}
