import type { AwsEnvironment } from './environment.ts'

/**
 * A command of the AWS CLI as it can be typed for this environment: with its profile and, unless told otherwise, its
 * region. @param words such as `sts get-caller-identity`
 */
export function writeAwsCommand(
  words: string,
  env: Pick<AwsEnvironment, 'profile' | 'region'>,
  options: { region?: boolean } = {},
): string {
  const region = options.region === false || env.region === '' ? '' : ` --region ${quote(env.region)}`
  const profile = env.profile === '' ? '' : ` --profile ${quote(env.profile)}`
  return `aws ${words}${region}${profile}`
}

/** One word of a POSIX shell, in quotes where it needs them. */
export function quote(word: string): string {
  return /^[\w.,:@/=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
