import { describe, expect, it } from 'vitest'
import { Declined, Fault, Interrupted, UserError } from '../../../../../src/errors.ts'
import { describeAwsError, errorTable } from '../../../../../src/targets/aws/aws-errors/describe-aws-error.ts'
import { useAwsConfiguration } from '../aws-configuration.ts'
import { makeEnvironment } from '../aws-environment.ts'

useAwsConfiguration({ config: '[profile sso]\nsso_session = company\n' })

const env = makeEnvironment({ account: '123456789012' })

/** An error as the SDK's clients throw it. */
function makeSdkError(code: string, message = 'Words of AWS', metadata: object = {}): Error {
  return Object.assign(new Error(message), {
    name: code,
    $fault: 'client',
    $metadata: { httpStatusCode: 400, requestId: 'request-1', attempts: 1, ...metadata },
    $response: { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=AKID' } },
  })
}

const describeIt = (error: unknown, where = env) => describeAwsError(error, where) as UserError

/** One line for each code of the table: code, AWS's words where they decide, and the name that it gets here. */
const rows: [code: string, name: string, message?: string][] = [
  ['AccessDenied', 'AccessDenied'],
  ['AccessDeniedException', 'AccessDenied'],
  ['UnauthorizedOperation', 'AccessDenied'],
  ['UnauthorizedAccess', 'AccessDenied'],
  ['AuthorizationError', 'AccessDenied'],
  ['NotAuthorized', 'AccessDenied'],
  ['Forbidden', 'AccessDenied'],
  ['403', 'AccessDenied'],
  ['ExpiredToken', 'CredentialsExpired'],
  ['ExpiredTokenException', 'CredentialsExpired'],
  ['TokenRefreshRequired', 'CredentialsExpired'],
  ['ExpiredCredentials', 'CredentialsExpired'],
  ['SessionExpired', 'CredentialsExpired'],
  ['SignatureDoesNotMatch', 'ClockWrong', 'Signature expired: 20261123T080000Z is now earlier than 20261123T081000Z'],
  ['InvalidSignatureException', 'ClockWrong', 'Signature not yet current: 20261123T080000Z'],
  ['RequestTimeTooSkewed', 'ClockWrong'],
  ['RequestExpired', 'ClockWrong'],
  ['RequestInTheFuture', 'ClockWrong'],
  ['InvalidClientTokenId', 'KeyUnknown'],
  ['UnrecognizedClientException', 'KeyUnknown'],
  ['InvalidAccessKeyId', 'KeyUnknown'],
  ['AuthFailure', 'KeyUnknown'],
  ['InvalidToken', 'KeyUnknown'],
  ['InvalidSecurity', 'KeyUnknown'],
  ['SignatureDoesNotMatch', 'SecretKeyWrong'],
  ['InvalidSignatureException', 'SecretKeyWrong'],
  ['IncompleteSignature', 'SecretKeyWrong'],
  ['IncompleteSignatureException', 'SecretKeyWrong'],
  ['MissingAuthenticationToken', 'NoCredentials'],
  ['MissingAuthenticationTokenException', 'NoCredentials'],
  ['OptInRequired', 'RegionNotEnabled'],
  ['RegionDisabledException', 'RegionNotEnabled'],
  ['SubscriptionRequiredException', 'RegionNotEnabled'],
  ['Throttling', 'Throttled', 'Rate exceeded'],
  ['ThrottlingException', 'Throttled'],
  ['ThrottledException', 'Throttled'],
  ['RequestThrottled', 'Throttled'],
  ['RequestThrottledException', 'Throttled'],
  ['TooManyRequestsException', 'Throttled'],
  ['RequestLimitExceeded', 'Throttled'],
  ['ProvisionedThroughputExceededException', 'Throttled'],
  ['SlowDown', 'Throttled'],
  ['PriorRequestNotComplete', 'Throttled'],
  ['EC2ThrottledException', 'Throttled'],
  ['LimitExceededException', 'Throttled', 'Rate exceeded for this account'],
  ['LimitExceeded', 'Throttled', 'Too many requests'],
  ['InsufficientDBInstanceCapacity', 'CapacityMissing'],
  ['InsufficientDBInstanceCapacityFault', 'CapacityMissing'],
  ['InsufficientAvailableIPsInSubnetFault', 'CapacityMissing'],
  ['ServiceUnavailable', 'AwsOutOfOrder'],
  ['ServiceUnavailableException', 'AwsOutOfOrder'],
  ['InternalFailure', 'AwsOutOfOrder'],
  ['InternalError', 'AwsOutOfOrder'],
  ['InternalServerError', 'AwsOutOfOrder'],
  ['InternalServiceError', 'AwsOutOfOrder'],
  ['InternalServiceException', 'AwsOutOfOrder'],
  ['ServiceException', 'AwsOutOfOrder'],
  ['Unavailable', 'AwsOutOfOrder'],
  ['503', 'AwsOutOfOrder'],
  ['500', 'AwsOutOfOrder'],
  ['InstanceQuotaExceeded', 'QuotaReached'],
  ['InstanceQuotaExceededFault', 'QuotaReached'],
  ['StorageQuotaExceeded', 'QuotaReached'],
  ['StorageQuotaExceededFault', 'QuotaReached'],
  ['DBProxyQuotaExceeded', 'QuotaReached'],
  ['DBProxyQuotaExceededFault', 'QuotaReached'],
  ['SnapshotQuotaExceeded', 'QuotaReached'],
  ['SnapshotQuotaExceededFault', 'QuotaReached'],
  ['DBSubnetGroupQuotaExceeded', 'QuotaReached'],
  ['DBSubnetGroupQuotaExceededFault', 'QuotaReached'],
  ['VpcLimitExceeded', 'QuotaReached'],
  ['SubnetLimitExceeded', 'QuotaReached'],
  ['SecurityGroupLimitExceeded', 'QuotaReached'],
  ['RulesPerSecurityGroupLimitExceeded', 'QuotaReached'],
  ['NetworkInterfaceLimitExceeded', 'QuotaReached'],
  ['ENILimitReachedException', 'QuotaReached'],
  ['VpcEndpointLimitExceeded', 'QuotaReached'],
  ['AddressLimitExceeded', 'QuotaReached'],
  ['CodeStorageExceededException', 'QuotaReached'],
  ['TooManyBuckets', 'QuotaReached'],
  ['LimitExceeded', 'QuotaReached'],
  ['LimitExceededException', 'QuotaReached'],
  ['ServiceLimitExceeded', 'QuotaReached'],
  ['ResourceLimitExceeded', 'QuotaReached'],
  ['ServiceQuotaExceededException', 'QuotaReached'],
  ['QuotaExceeded', 'QuotaReached'],
  ['QuotaExceededException', 'QuotaReached'],
  ['InsufficientCapabilitiesException', 'CapabilitiesMissing'],
  ['InsufficientCapabilities', 'CapabilitiesMissing'],
  ['AlreadyExistsException', 'NameTaken'],
  ['AlreadyExists', 'NameTaken'],
  ['EntityAlreadyExists', 'NameTaken'],
  ['ResourceExistsException', 'NameTaken'],
  ['ResourceAlreadyExistsException', 'NameTaken'],
  ['DBInstanceAlreadyExists', 'NameTaken'],
  ['DBProxyAlreadyExists', 'NameTaken'],
  ['DBProxyAlreadyExistsFault', 'NameTaken'],
  ['BucketAlreadyExists', 'NameTaken'],
  ['ResourceConflictException', 'NameTaken'],
  ['InvalidGroup.Duplicate', 'NameTaken'],
  ['BucketAlreadyOwnedByYou', 'ChangedElsewhere'],
  ['OperationAborted', 'ChangedElsewhere'],
  ['OperationInProgressException', 'ChangedElsewhere'],
  ['ConcurrentModificationException', 'ChangedElsewhere'],
  ['ValidationError', 'StackBusy', 'Stack:arn is in UPDATE_IN_PROGRESS state and can not be updated.'],
  ['ValidationException', 'StackBusy', 'Stack:arn is in ROLLBACK_FAILED state and can not be updated.'],
  ['InvalidDBInstanceState', 'NotNow'],
  ['InvalidDBInstanceStateFault', 'NotNow'],
  ['InvalidDBProxyStateFault', 'NotNow'],
  ['InvalidRequestException', 'NotNow'],
  ['StackNotFoundException', 'StackMissing'],
  ['ChangeSetNotFound', 'StackMissing'],
  ['ChangeSetNotFoundException', 'StackMissing'],
  ['ResourceNotFoundException', 'PartMissing'],
  ['DBInstanceNotFound', 'PartMissing'],
  ['DBInstanceNotFoundFault', 'PartMissing'],
  ['DBProxyNotFoundFault', 'PartMissing'],
  ['DBProxyTargetGroupNotFoundFault', 'PartMissing'],
  ['NoSuchBucket', 'PartMissing'],
  ['NoSuchKey', 'PartMissing'],
  ['NoSuchEntity', 'PartMissing'],
  ['KMSAccessDeniedException', 'KeyNotUsable'],
  ['KMSKeyNotAccessibleFault', 'KeyNotUsable'],
  ['DecryptionFailure', 'KeyNotUsable'],
  ['EncryptionFailure', 'KeyNotUsable'],
]

describe('each code of the table', () => {
  it.each(rows)('%s is %s', (code, name, message) => {
    const error = describeIt(makeSdkError(code, message))
    expect(error).toBeInstanceOf(UserError)
    expect(error.name).toBe(name)
    expect(error.message).toMatch(/^[A-Z][\s\S]*\.$/)
    expect(error.nextSteps.join('\n')).toMatch(/aws |rds-proxy-webhook|export|unset|sudo|policy|Ask/)
  })

  it('is tried here', () => {
    const codes = errorTable.flatMap((row) => row.codes)
    expect(codes.length).toBeGreaterThan(100)
    expect([...new Set(codes)].filter((code) => !rows.some(([tried]) => tried === code))).toEqual([])
  })

  it('is reached: no earlier row takes it away', () => {
    const found = rows.map(([code, , message]) =>
      errorTable.find(({ codes, when }) => codes.includes(code) && (when?.test(message ?? '') ?? true)),
    )
    expect(errorTable.filter((row) => !found.includes(row)).map(({ codes }) => codes)).toEqual([])
  })
})

describe('what to do', () => {
  it('names the quota and asks for more of it', () => {
    const { nextSteps } = describeIt(makeSdkError('DBProxyQuotaExceededFault'))
    expect(nextSteps.join('\n')).toMatch(/aws service-quotas request-service-quota-increase .*--service-code rds/)
    expect(nextSteps.join('\n')).toContain('--region eu-west-1')
  })

  it('signs in again with the profile that expired', () => {
    const error = describeIt(makeSdkError('ExpiredToken'), makeEnvironment({ profile: 'sso' }))
    expect(error.nextSteps).toEqual(['aws sso login --profile sso'])
  })

  it('says how often it was tried', () => {
    expect(describeIt(makeSdkError('Throttling', 'Rate exceeded', { attempts: 8 })).message).toContain('8 attempts')
  })

  it('goes to the environment', () => {
    expect(describeIt(makeSdkError('NoSuchBucket')).nextSteps.at(-1)).toBe('rds-proxy-webhook deploy --env dev')
  })
})

describe('what the SDK says of credentials', () => {
  const makeCredentialError = (message: string, name = 'CredentialsProviderError') =>
    Object.assign(new Error(message), { name, tryNextLink: false })

  it.each([
    ['sso', 'ForbiddenException: No access', 'SsoRoleNotYours', 'aws configure sso --profile sso'],
    ['sso', 'Could not load credentials from any providers', 'SsoSessionExpired', 'aws sso login --profile sso'],
    ['', 'Could not load credentials from any providers', 'NoCredentials', '--profile sso'],
    ['other', 'Could not load credentials from any providers', 'ProfileNotFound', '--profile sso'],
  ])('of profile %j, %s, is %s', (profile, message, name, step) => {
    const error = describeIt(makeCredentialError(message), makeEnvironment({ profile }))
    expect(error.name).toBe(name)
    expect(error.nextSteps.join('\n')).toContain(step)
  })

  it('is the same of a token', () => {
    const error = makeCredentialError('Token is expired. To refresh this SSO session run', 'TokenProviderError')
    expect(describeIt(error).name).toBe('SsoSessionExpired')
  })
})

describe('an unknown code', () => {
  it('keeps its name, its words and the id of the request', () => {
    const error = describeIt(makeSdkError('SomethingNewException', 'It is new'))
    expect(error.name).toBe('SomethingNewException')
    expect(error.message).toBe('AWS says SomethingNewException: It is new. (request request-1)')
    expect(error.nextSteps.length).toBeGreaterThan(0)
  })

  it('gets a name of its own where AWS has none', () => {
    expect(describeIt(makeSdkError('402')).name).toBe('AwsError')
  })
})

describe('what is no error of AWS', () => {
  const own = [
    new UserError({ name: 'Own', message: 'Own.', nextSteps: ['try'] }),
    new Declined('no'),
    new Interrupted('stopped'),
    new Fault('impossible'),
    new TypeError('x is not a function'),
    Object.assign(new Error('aborted'), { name: 'AbortError' }),
    'a string',
    undefined,
  ]

  it.each(own.map((error) => [error]))('is returned as it is: %s', (error) => {
    expect(describeAwsError(error, env)).toBe(error)
  })
})

describe('errors of the network', () => {
  it.each([
    ['ENOTFOUND', 'AwsNotFound'],
    ['EAI_AGAIN', 'AwsNotFound'],
    ['ECONNREFUSED', 'AwsNotReached'],
    ['EHOSTUNREACH', 'AwsNotReached'],
    ['ETIMEDOUT', 'AwsTimedOut'],
    ['ECONNRESET', 'AwsConnectionLost'],
    ['CERT_HAS_EXPIRED', 'AwsNotTrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'AwsNotTrusted'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'AwsNotTrusted'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'AwsNotTrusted'],
    ['EPROTO', 'AwsNotTrusted'],
  ])('%s is %s', (code, name) => {
    const error = Object.assign(new Error(code), { code, hostname: 'sts.eu-west-1.amazonaws.com', $metadata: {} })
    expect(describeIt(error)).toMatchObject({ name, message: expect.stringContaining('sts.eu-west-1.amazonaws.com') })
  })

  it('are found inside others', () => {
    const inner = Object.assign(new Error('x'), { code: 'ECONNREFUSED', address: '127.0.0.1', port: 9 })
    expect(describeIt(new AggregateError([inner])).name).toBe('AwsNotReached')
    expect(describeIt(new Error('wrapped', { cause: inner })).message).toContain('127.0.0.1:9')
  })

  it('are timeouts by name too', () => {
    expect(describeIt(Object.assign(new Error('late'), { name: 'TimeoutError' })).name).toBe('AwsTimedOut')
  })

  it('may be somebody else who answers', () => {
    const error = new SyntaxError('Unexpected token <\n  Deserialization error: to see the raw response, inspect')
    const $response = { headers: { 'content-type': 'text/html; charset=utf-8' } }
    expect(describeIt(Object.assign(error, { $response })).name).toBe('AnswerNotFromAws')
  })
})

describe('secrets', () => {
  const canonical = `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.

The Canonical String for this request should have been
'POST
/
x-amz-security-token:FwoGZXIvYXdzTOKEN'`

  it.each([
    [canonical, 'FwoGZXIvYXdzTOKEN'],
    ['bad header Authorization: AWS4-HMAC-SHA256 Credential=AKID/2026, Signature=abcdef', 'abcdef'],
    ['wrong x-amz-security-token=FwoTOKEN in it', 'FwoTOKEN'],
    ['MasterUserPassword: "hunter22" is too short', 'hunter22'],
  ])('are in no message, step or cause', (message, secret) => {
    const error = describeIt(makeSdkError('SomethingNew', message))
    const cause = error.cause as Error
    const all = [error.message, ...error.nextSteps, cause.message, cause.stack, JSON.stringify(cause)].join('\n')
    expect(all).not.toContain(secret)
    expect(cause).not.toHaveProperty('$response')
  })
})
