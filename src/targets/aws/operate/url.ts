import type { AwsEnvironment } from '../environment.ts'
import { readOutputs } from './read-outputs.ts'

/**
 * Base URL of the HTTP API, without a trailing slash.
 * @throws UserError (exit code 3) when the environment does not run
 */
export async function readUrl(env: AwsEnvironment): Promise<string> {
  const { outputs } = await readOutputs(env)
  return outputs.Url.replace(/\/$/, '')
}
