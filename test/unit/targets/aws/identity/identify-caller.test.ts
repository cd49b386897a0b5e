import { describe, expect, it, vi } from 'vitest'
import type { UserError } from '../../../../../src/errors.ts'
import type { AwsEnvironment } from '../../../../../src/targets/aws/environment.ts'
import { identifyCaller } from '../../../../../src/targets/aws/identity/identify-caller.ts'
import { startAnsweringServer } from '../answering-server.ts'
import { useAwsConfiguration } from '../aws-configuration.ts'
import { makeEnvironment } from '../aws-environment.ts'

const arn = 'arn:aws:sts::123456789012:assumed-role/Developer/ann'
const identity = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>A</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
const refusal = (code: string, message: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`

useAwsConfiguration({
  config: `[default]
region = eu-west-1

[profile base]
region = eu-west-1
[profile mfa]
role_arn = arn:aws:iam::123456789012:role/Admin
source_profile = base
mfa_serial = arn:aws:iam::123456789012:mfa/ann
[profile sso]
sso_session = company
sso_account_id = 123456789012
sso_role_name = Admin
[profile old sso]
sso_start_url = https://company.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Admin
[profile login]
login_session = arn:aws:iam::123456789012:user/ann
[profile process]
credential_process = /bin/false
[profile empty]
region = eu-west-1
[profile elsewhere]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = base
[sso-session company]
sso_start_url = https://company.awsapps.com/start
sso_region = eu-west-1
`,
  credentials: '[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = not-to-be-shown\n',
})

const failWith = (changes: Parameters<typeof makeEnvironment>[0]): Promise<UserError> =>
  identifyCaller(makeEnvironment(changes)).then(
    () => expect.fail('it succeeded'),
    (error) => error,
  )

/** Without the pauses between attempts. */
async function tryOnce({ clients }: AwsEnvironment): Promise<void> {
  const client = await clients.sts()
  const token = { getRetryCount: () => 0, getRetryDelay: () => 0 }
  const strategy = {
    acquireInitialRetryToken: async () => token,
    refreshRetryTokenForRetry: () => Promise.reject(new Error('no second attempt')),
    recordSuccess: () => {},
  }
  Object.assign(client.config, { retryStrategy: async () => strategy })
}

describe('the caller', () => {
  it('is who STS says, with the region and the profile that were used', async () => {
    const { url, requests } = await startAnsweringServer(200, identity)
    vi.stubEnv('AWS_ENDPOINT_URL', url)
    const caller = await identifyCaller(makeEnvironment({ profile: 'base', account: '123456789012' }))
    expect(caller).toEqual({ account: '123456789012', arn, region: 'eu-west-1', profile: 'base' })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.headers.authorization).toContain('AKIDBASE')
  })

  it('has no profile when the credentials are from variables', async () => {
    const { url } = await startAnsweringServer(200, identity)
    vi.stubEnv('AWS_ENDPOINT_URL', url)
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x')
    expect(await identifyCaller(makeEnvironment())).toEqual({ account: '123456789012', arn, region: 'eu-west-1' })
  })

  it('is refused when the environment belongs to another account', async () => {
    const { url } = await startAnsweringServer(200, identity)
    vi.stubEnv('AWS_ENDPOINT_URL', url)
    const error = await failWith({ profile: 'base', account: '210987654321' })
    expect(error.name).toBe('WrongAccount')
    expect(error.message).toContain('account 210987654321')
    expect(error.message).toContain('account 123456789012')
    expect(error.nextSteps).toEqual([
      '--profile elsewhere  # a profile of account 210987654321',
      'aws sts get-caller-identity --profile elsewhere',
    ])
  })

  it('is advised no profile of which it is not known whose account it is', async () => {
    const { url } = await startAnsweringServer(200, identity)
    vi.stubEnv('AWS_ENDPOINT_URL', url)
    const { nextSteps } = await failWith({ profile: 'base', account: '111111111111' })
    expect(nextSteps[0]).toBe('--profile NAME  # a profile of account 111111111111')
  })
})

describe('credentials that the SDK cannot find or use', () => {
  it.each([
    ['', 'NoCredentials', 'aws configure sso'],
    ['empty', 'NoCredentials', 'aws configure --profile empty'],
    ['bse', 'ProfileNotFound', 'aws configure --profile bse'],
    ['sso', 'SsoSessionExpired', 'aws sso login --profile sso'],
    ['old sso', 'SsoSessionExpired', "aws sso login --profile 'old sso'"],
    ['login', 'LoginExpired', 'aws login --profile login'],
    ['process', 'CredentialProcessFailed', 'aws configure export-credentials --profile process'],
    ['mfa', 'MfaNeeded', 'aws configure export-credentials --format env --profile mfa'],
  ])('of profile %j are %s: %s', async (profile, name, command) => {
    const error = await failWith({ profile })
    expect(error.name).toBe(name)
    expect(error.nextSteps.join('\n')).toContain(command)
  })

  it('names the profiles that exist when one is misspelled', async () => {
    const error = await failWith({ profile: 'bse' })
    expect(error.message).toContain('default, base, mfa, sso, old sso, login, process, empty, elsewhere')
    expect(error.message).not.toContain('company')
  })

  it('names a profile of a variable as well', async () => {
    vi.stubEnv('AWS_PROFILE', 'nowhere')
    expect((await failWith({})).message).toContain('no profile nowhere')
  })

  it('says how to answer MFA without version 2 of the AWS CLI', async () => {
    const steps = (await failWith({ profile: 'mfa' })).nextSteps.join('\n')
    expect(steps).toContain('--serial-number arn:aws:iam::123456789012:mfa/ann')
    expect(steps).toContain('--role-arn arn:aws:iam::123456789012:role/Admin')
    expect(steps).toContain('--profile base')
    expect(steps).toContain("--profile ''")
    vi.stubEnv('AWS_PROFILE', 'mfa')
    expect((await failWith({ profile: '' })).nextSteps[1]).toMatch(/^unset AWS_PROFILE/)
  })
})

describe('credentials that STS refuses', () => {
  it.each([
    [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.', 'KeyUnknown'],
    [403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.', 'SecretKeyWrong'],
    [403, 'SignatureDoesNotMatch', 'Signature expired: 20261123T0 is now earlier than 20261123T1', 'ClockWrong'],
    [403, 'ExpiredToken', 'The security token included in the request is expired', 'CredentialsExpired'],
    [403, 'RegionDisabledException', 'STS is not activated in this region', 'RegionNotEnabled'],
    [
      403,
      'AccessDenied',
      'User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:GetCallerIdentity with an explicit deny in an identity-based policy',
      'AccessDenied',
    ],
  ])('%i %s (%s) are %s', async (status, code, message, name) => {
    const { url, requests } = await startAnsweringServer(status, refusal(code, message))
    vi.stubEnv('AWS_ENDPOINT_URL', url)
    const error = await failWith({ profile: 'base' })
    expect(error.name).toBe(name)
    expect(requests.length).toBeGreaterThan(0)
    expect(error.nextSteps.join('\n')).not.toContain('not-to-be-shown')
  })

  it('are not asked for where nobody listens', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1')
    const env = makeEnvironment({ profile: 'base' })
    await tryOnce(env)
    const error: UserError = await identifyCaller(env).catch((thrown) => thrown)
    expect(error.name).toBe('AwsNotReached')
    expect(error.message).toContain('127.0.0.1:1')
    expect(error.nextSteps[0]).toBe('unset AWS_ENDPOINT_URL')
  })

  it('are not asked for in no region', async () => {
    const error = await failWith({ profile: 'base', region: '' })
    expect(error.name).toBe('RegionMissing')
  })
})
