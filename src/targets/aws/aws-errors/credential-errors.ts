import { type KnownProfile, listProfiles } from '../../../settings/aws-configuration.ts'
import { quote, writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { Explanation } from './error-row.ts'

/** Whether the SDK found no credentials that it could use: nothing was sent to AWS then. */
export function isCredentialError(error: Error): boolean {
  return error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError'
}

/**
 * Why the SDK has no credentials, found out from its message and from the profiles that exist: it says the same
 * `Could not load credentials from any providers` for a profile that is misspelled and for one that is empty.
 */
export function explainCredentialError(error: Error, env: AwsEnvironment): Explanation {
  const profiles = listProfiles()
  const name = env.profile || process.env.AWS_PROFILE || ''
  const profile = profiles.find((each) => each.name === (name || 'default'))
  const withProfile = { ...env, profile: name }
  if (name !== '' && !profile) return explainMissingProfile(name, profiles)
  if (/multi-factor authentication/i.test(error.message)) return explainMfa(profile, withProfile)
  if (/(^|: )No access/i.test(error.message)) return explainSsoRole(withProfile)
  if (profile?.usesSso || /sso/i.test(error.message)) return explainSso(withProfile)
  if (profile?.usesLogin || /aws login/i.test(error.message)) return explainLogin(withProfile)
  if (profile?.credentialProcess) return explainProcess(withProfile)
  return name === '' ? explainNothingFound(profiles) : explainEmptyProfile(withProfile)
}

function explainMissingProfile(name: string, profiles: readonly KnownProfile[]): Explanation {
  const names = profiles.map((each) => each.name)
  const known = names.length > 0 ? `there are ${names.join(', ')}` : 'there is none at all'
  return {
    name: 'ProfileNotFound',
    message: `The AWS configuration has no profile ${name}; ${known}.`,
    nextSteps: [
      names.length > 0 ? `--profile ${quote(names[0] ?? '')}` : 'aws configure sso',
      `aws configure --profile ${quote(name)}`,
    ],
  }
}

const useExported = "--profile ''  # uses what was exported"

/**
 * The AWS CLI can ask for the code and hand on what it gets; with the profile left empty, the exported variables are
 * what the program uses.
 */
function explainMfa(profile: KnownProfile | undefined, env: AwsEnvironment): Explanation {
  const role = quote(profile?.roleArn ?? 'ROLE_ARN')
  const serial = quote(profile?.mfaSerial ?? 'MFA_ARN')
  const source = { region: env.region, profile: profile?.sourceProfile ?? '' }
  const words = `sts assume-role --role-arn ${role} --role-session-name cli --serial-number ${serial} --token-code CODE`
  return {
    name: 'MfaNeeded',
    message: `Profile ${env.profile || 'default'} needs a code of your MFA device, which only the AWS CLI can ask for.`,
    nextSteps: [
      `eval "$(aws configure export-credentials --format env --profile ${quote(env.profile || 'default')})"`,
      process.env.AWS_PROFILE ? 'unset AWS_PROFILE  # it would count before what was exported' : useExported,
      `${writeAwsCommand(words, source, { region: false })}  # without version 2 of the AWS CLI; export what it prints`,
    ],
  }
}

function explainSso(env: AwsEnvironment): Explanation {
  return {
    name: 'SsoSessionExpired',
    message: `You are not signed in with SSO${of(env)}, or no longer.`,
    nextSteps: [writeAwsCommand('sso login', env, { region: false })],
  }
}

/** Signed in, but the account or the role of the profile is not one of those that were given to the user. */
function explainSsoRole(env: AwsEnvironment): Explanation {
  return {
    name: 'SsoRoleNotYours',
    message: `SSO gives you no access to the account and role${of(env)}.`,
    nextSteps: [
      `aws configure sso --profile ${quote(env.profile || 'default')}  # lists what you may choose`,
      writeAwsCommand('sso login', env, { region: false }),
    ],
  }
}

function explainLogin(env: AwsEnvironment): Explanation {
  return {
    name: 'LoginExpired',
    message: `You are not signed in to AWS${of(env)}, or no longer.`,
    nextSteps: [writeAwsCommand('login', env, { region: false })],
  }
}

function explainProcess(env: AwsEnvironment): Explanation {
  return {
    name: 'CredentialProcessFailed',
    message: `The credential_process${of(env)} gave no credentials.`,
    nextSteps: [`${writeAwsCommand('configure export-credentials', env, { region: false })} >/dev/null  # says why`],
  }
}

function explainEmptyProfile(env: AwsEnvironment): Explanation {
  return {
    name: 'NoCredentials',
    message: `Profile ${env.profile} has no credentials that AWS can be asked with.`,
    nextSteps: [
      `aws configure --profile ${quote(env.profile)}`,
      `aws configure sso --profile ${quote(env.profile)}`,
      `aws configure list --profile ${quote(env.profile)}`,
    ],
  }
}

function explainNothingFound(profiles: readonly KnownProfile[]): Explanation {
  const others = profiles.filter((each) => each.name !== 'default').map((each) => each.name)
  const has = others.length > 0 ? `, and no profile was named of ${others.join(', ')}` : ''
  return {
    name: 'NoCredentials',
    message: `No AWS credentials were found: neither in variables nor in a default profile${has}.`,
    nextSteps: [
      ...(others[0] === undefined ? ([] as const) : ([`--profile ${quote(others[0])}`] as const)),
      'aws configure sso',
      'aws configure',
      'export AWS_ACCESS_KEY_ID=... AWS_SECRET_ACCESS_KEY=... AWS_SESSION_TOKEN=...',
    ] as [string, ...string[]],
  }
}

function of({ profile }: Pick<AwsEnvironment, 'profile'>): string {
  return profile === '' ? '' : ` of profile ${profile}`
}
