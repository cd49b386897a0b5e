import { createHash, createHmac } from 'node:crypto'
import { areEqual } from './scrambles.ts'

/** How clients are let in by IAM instead of by a password. */
export interface IamOptions {
  region: string
  /** Hosts for which a token may be signed, without the port: what clients call the proxy. */
  hosts: readonly string[]
  /** The secret key to an access key id; undefined for one that is not known. */
  findSecretKey(accessKeyId: string): string | undefined
}

/** What the bearer of a token claims to be, and where and when. */
export interface TokenClaim {
  user: string
  port: number
  /** Milliseconds since 1970. */
  now: number
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const LONGEST_LIFE_SECONDS = 900
/** Signature Version 4 lets the signer's clock be ahead by so much. */
const CLOCK_SKEW = 5 * 60_000

/**
 * Whether a token lets a user in: a presigned `connect` to one of the hosts and the port, signed with a known key for
 * the region, at most 15 minutes old (IAM database authentication in the RDS user guide; Signature Version 4, query
 * parameters, service `rds-db`).
 */
export function verifyToken(token: string, claim: TokenClaim, iam: IamOptions): boolean {
  const [authority = '', query] = splitOnce(token, '/?')
  if (query === undefined) return false
  const parameters = new URLSearchParams(query)
  const [host, port] = splitOnce(authority, ':')
  if (host === undefined || !iam.hosts.includes(host) || port !== String(claim.port)) return false
  if (parameters.get('Action') !== 'connect' || parameters.get('DBUser') !== claim.user) return false
  if (parameters.get('X-Amz-Algorithm') !== ALGORITHM || parameters.get('X-Amz-SignedHeaders') !== 'host') return false
  return isInTime(parameters, claim.now) && isSigned(parameters, authority, iam)
}

function splitOnce(text: string, separator: string): [string?, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

function isInTime(parameters: URLSearchParams, now: number): boolean {
  const life = Number(parameters.get('X-Amz-Expires') ?? Number.NaN)
  const stamp = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(parameters.get('X-Amz-Date') ?? '')
  if (!stamp || !(life >= 1 && life <= LONGEST_LIFE_SECONDS)) return false
  const [year = 0, month = 0, ...rest] = stamp.slice(1).map(Number)
  const signedAt = Date.UTC(year, month - 1, ...rest)
  return now >= signedAt - CLOCK_SKEW && now < signedAt + life * 1000
}

function isSigned(parameters: URLSearchParams, authority: string, iam: IamOptions): boolean {
  const scope = (parameters.get('X-Amz-Credential') ?? '').split('/')
  const [accessKeyId = '', day = '', region, service, end] = scope
  const date = parameters.get('X-Amz-Date') ?? ''
  const isOurs = region === iam.region && service === 'rds-db' && end === 'aws4_request' && date.startsWith(day)
  const secretKey = iam.findSecretKey(accessKeyId)
  if (scope.length !== 5 || !isOurs || secretKey === undefined) return false
  const request = ['GET', '/', writeCanonicalQuery(parameters), `host:${authority}`, '', 'host', sha256('')].join('\n')
  const text = [ALGORITHM, date, scope.slice(1).join('/'), sha256(request)].join('\n')
  const key = [day, iam.region, 'rds-db', 'aws4_request'].reduce<Buffer>(
    (last, part) => sign(last, part),
    Buffer.from(`AWS4${secretKey}`),
  )
  const expected = sign(key, text).toString('hex')
  return areEqual(Buffer.from(parameters.get('X-Amz-Signature') ?? ''), Buffer.from(expected))
}

/** All parameters but the signature, encoded as Signature Version 4 wants it and sorted. */
function writeCanonicalQuery(parameters: URLSearchParams): string {
  return [...parameters]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function sign(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
