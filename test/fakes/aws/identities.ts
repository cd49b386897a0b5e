import { type Protocol, protocolOf } from './protocols/protocol-errors.ts'
import { FakeServiceError } from './service.ts'

/** Who an access key belongs to. */
export interface Identity {
  arn: string
  /** Account that it is in; that of the ARN. */
  accountId: string
  /** Its session is over: every call is refused with ExpiredToken. */
  expired?: boolean
}

/** The identity of a user or role by its ARN. */
export function makeIdentity(arn: string, options: { expired?: boolean } = {}): Identity {
  return { arn, accountId: arn.split(':')[4] ?? '', ...options }
}

interface Refusal {
  code: string
  message: string
  status: number
}

/** As the services of each protocol refuse a request without a signature. */
const unsigned: Record<Protocol, Refusal> = {
  query: { code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token', status: 403 },
  ec2: { code: 'MissingAuthenticationToken', message: 'Request is missing Authentication Token', status: 403 },
  json: { code: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token', status: 400 },
  'rest-json': { code: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token', status: 403 },
  s3: { code: 'AccessDenied', message: 'Access Denied', status: 403 },
}

const invalidToken = 'The security token included in the request is invalid.'

/** ... and an access key that nobody has. */
const unknown: Record<Protocol, Refusal> = {
  query: { code: 'InvalidClientTokenId', message: invalidToken, status: 403 },
  ec2: {
    code: 'AuthFailure',
    message: 'AWS was not able to validate the provided access credentials',
    status: 401,
  },
  json: { code: 'UnrecognizedClientException', message: invalidToken, status: 400 },
  'rest-json': { code: 'UnrecognizedClientException', message: invalidToken, status: 403 },
  s3: {
    code: 'InvalidAccessKeyId',
    message: 'The AWS Access Key Id you provided does not exist in our records.',
    status: 403,
  },
}

const expiredToken = 'The security token included in the request is expired'

/** ... and one whose session is over. */
const expired: Record<Protocol, Refusal> = {
  query: { code: 'ExpiredToken', message: expiredToken, status: 403 },
  ec2: { code: 'RequestExpired', message: 'Request has expired.', status: 400 },
  json: { code: 'ExpiredTokenException', message: expiredToken, status: 400 },
  'rest-json': { code: 'ExpiredTokenException', message: expiredToken, status: 403 },
  s3: { code: 'ExpiredToken', message: 'The provided token has expired.', status: 400 },
}

/** The error for a request without a signature. */
export function refuseUnsigned(service: string): FakeServiceError {
  return toError(unsigned[protocolOf(service)])
}

/** Who asks. @throws FakeServiceError for an access key that nobody has, or whose session is over */
export function identify(identities: Record<string, Identity>, accessKeyId: string, service: string): Identity {
  const identity = identities[accessKeyId]
  if (identity === undefined) throw toError(unknown[protocolOf(service)])
  if (identity.expired === true) throw toError(expired[protocolOf(service)])
  return identity
}

function toError({ code, message, status }: Refusal): FakeServiceError {
  return new FakeServiceError(code, message, status)
}
