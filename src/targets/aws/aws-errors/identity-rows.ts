import { listProfiles } from '../../../settings/aws-configuration.ts'
import { quote, writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { ErrorRow, Explanation } from './error-row.ts'
import { explainDenial } from './explain-denial.ts'

/** Who the caller is, and whether AWS believes it. */
export const identityRows: readonly ErrorRow[] = [
  {
    codes: [
      'AccessDenied',
      'AccessDeniedException',
      'UnauthorizedOperation',
      'UnauthorizedAccess',
      'AuthorizationError',
    ],
    explain: ({ message }, env) => explainDenial(message, env),
  },
  { codes: ['NotAuthorized', 'Forbidden', '403'], explain: ({ message }, env) => explainDenial(message, env) },
  {
    codes: ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'ExpiredCredentials', 'SessionExpired'],
    explain: (_, env) => explainExpired(env),
  },
  {
    // Signatures carry the time; too far off, they are refused as expired or as not yet valid.
    codes: ['SignatureDoesNotMatch', 'InvalidSignatureException', 'AuthFailure'],
    when: /signature (?:expired|not yet current)|not yet current|is now earlier than/i,
    explain: () => explainClock(),
  },
  { codes: ['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'], explain: () => explainClock() },
  {
    codes: [
      'InvalidClientTokenId',
      'UnrecognizedClientException',
      'InvalidAccessKeyId',
      'AuthFailure',
      'InvalidToken',
      'InvalidSecurity',
    ],
    explain: (_, env) => ({
      name: 'KeyUnknown',
      message: `AWS does not know the access key${of(env)}: it was deleted or switched off, is of another partition, or ${env.region || 'the region'} is not enabled for the account.`,
      nextSteps: [
        writeAwsCommand('configure list', env, { region: false }),
        env.profile === '' ? 'aws configure' : `aws configure --profile ${quote(env.profile)}`,
        `aws account get-region-opt-status --region-name ${env.region || 'REGION'}`,
      ],
    }),
  },
  {
    codes: [
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
      'IncompleteSignature',
      'IncompleteSignatureException',
    ],
    explain: (_, env) => ({
      name: 'SecretKeyWrong',
      message: `AWS knows the access key${of(env)}, but the secret key does not belong to it.`,
      nextSteps: [
        env.profile === '' ? 'aws configure' : `aws configure --profile ${quote(env.profile)}`,
        writeAwsCommand('configure list', env, { region: false }),
      ],
    }),
  },
  {
    codes: ['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
    explain: (_, env) => ({
      name: 'NoCredentials',
      message: 'AWS was asked without credentials.',
      nextSteps: [writeAwsCommand('configure list', env, { region: false })],
    }),
  },
  {
    codes: ['OptInRequired', 'RegionDisabledException', 'SubscriptionRequiredException'],
    explain: (_, env) => ({
      name: 'RegionNotEnabled',
      message: `Region ${env.region} is not enabled for the account.`,
      nextSteps: [
        `aws account enable-region --region-name ${env.region || 'REGION'}`,
        `aws account get-region-opt-status --region-name ${env.region || 'REGION'}`,
        `${env.command('plan')} --region REGION`,
      ],
    }),
  },
]

function explainExpired(env: AwsEnvironment): Explanation {
  const name = env.profile || process.env.AWS_PROFILE || 'default'
  const profile = listProfiles().find((each) => each.name === name)
  const again = profile?.usesSso ? 'sso login' : profile?.usesLogin ? 'login' : undefined
  const withName = { ...env, profile: profile ? name : '' }
  return {
    name: 'CredentialsExpired',
    message: `The session of the AWS credentials${of(env)} is over.`,
    nextSteps: again
      ? [writeAwsCommand(again, withName, { region: false })]
      : [
          'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN  # then export new ones',
          writeAwsCommand('sso login', env, { region: false }),
        ],
  }
}

function explainClock(): Explanation {
  return {
    name: 'ClockWrong',
    message: `This computer's clock (${new Date().toISOString()}) is too far from AWS's, which refuses its signatures.`,
    nextSteps: [
      'sudo timedatectl set-ntp true  # Linux',
      'sudo sntp -sS time.apple.com  # macOS',
      'w32tm /resync  # Windows',
    ],
  }
}

function of({ profile }: AwsEnvironment): string {
  return profile === '' ? '' : ` of profile ${profile}`
}
