import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** What may be known of a profile: where its credentials come from, never the credentials themselves. */
export interface KnownProfile {
  name: string
  /** It has keys of its own (their values are not read). */
  hasKeys: boolean
  /** Account that its credentials are of, where the configuration says it. */
  account?: string
  roleArn?: string
  sourceProfile?: string
  mfaSerial?: string
  /** `aws sso login` brings it back. */
  usesSso: boolean
  /** `aws login` brings it back. */
  usesLogin: boolean
  credentialProcess: boolean
  /** Where its commands go unless told otherwise. */
  region?: string
}

type Section = Record<string, string>

/** The only settings that are kept of a profile; of the others not even the value is looked at. */
const keptKeys = new Set(['role_arn', 'source_profile', 'mfa_serial', 'sso_account_id', 'login_session', 'region'])

/**
 * The profiles of the shared AWS configuration, by name. Reads the files that the SDK reads: AWS_CONFIG_FILE and
 * AWS_SHARED_CREDENTIALS_FILE, else `~/.aws/config` and `~/.aws/credentials`. A file that cannot be read has no profiles.
 */
export function listProfiles(variables: NodeJS.ProcessEnv = process.env): KnownProfile[] {
  const folder = join(homedir(), '.aws')
  const config = readSections(variables.AWS_CONFIG_FILE ?? join(folder, 'config'), nameInConfig)
  const credentials = readSections(variables.AWS_SHARED_CREDENTIALS_FILE ?? join(folder, 'credentials'), (name) => name)
  const names = [...new Set([...config.keys(), ...credentials.keys()])]
  return names.map((name) => describeProfile(name, { ...config.get(name), ...credentials.get(name) }))
}

/**
 * The region that the AWS CLI would use: a variable's, else the profile's; undefined when nobody has chosen one.
 * @param profile empty: AWS_PROFILE's, else the default one
 */
export function findConfiguredRegion(profile: string, variables: NodeJS.ProcessEnv): string | undefined {
  const name = profile || variables.AWS_PROFILE || 'default'
  const ofProfile = () => listProfiles(variables).find((each) => each.name === name)?.region
  return variables.AWS_REGION || variables.AWS_DEFAULT_REGION || ofProfile()
}

/** In the configuration file all but the default profile are headed `[profile NAME]`; other sections are none. */
function nameInConfig(heading: string): string | undefined {
  if (heading === 'default') return heading
  return /^profile\s+(?:"([^"]+)"|'([^']+)'|(.+))$/.exec(heading)?.slice(1).find(Boolean)
}

function describeProfile(name: string, section: Section): KnownProfile {
  const account = section.sso_account_id || (section.role_arn || section.login_session)?.split(':')[4]
  return {
    name,
    hasKeys: 'aws_access_key_id' in section,
    usesSso: 'sso_session' in section || 'sso_start_url' in section,
    usesLogin: 'login_session' in section,
    credentialProcess: 'credential_process' in section,
    ...(account && { account }),
    ...(section.role_arn && { roleArn: section.role_arn }),
    ...(section.source_profile && { sourceProfile: section.source_profile }),
    ...(section.mfa_serial && { mfaSerial: section.mfa_serial }),
    ...(section.region && { region: section.region }),
  }
}

function readSections(path: string, nameOf: (heading: string) => string | undefined): Map<string, Section> {
  const sections = new Map<string, Section>()
  let current: Section | undefined
  for (const line of readLines(path)) {
    const heading = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim()
    if (heading !== undefined) {
      const name = nameOf(heading)
      current = name === undefined ? undefined : (sections.get(name) ?? {})
      if (name !== undefined && current) sections.set(name, current)
    } else if (current) keepSetting(current, line)
  }
  return sections
}

function keepSetting(section: Section, line: string) {
  const [, key, value] = /^([A-Za-z_][\w-]*)\s*=\s*(.*)$/.exec(line) ?? []
  if (key) section[key] = keptKeys.has(key) ? (value ?? '').trim() : ''
}

/** No file, or one that may not be read, is for the search for credentials the same as an empty one. */
function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/)
  } catch {
    return []
  }
}
