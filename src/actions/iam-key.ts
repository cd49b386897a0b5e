import { ExitCode, UserError } from '../errors.ts'

/** The key with which clients sign their tokens, from the variables that AWS's own tools read. @throws UserError */
export function readIamKey(
  region: string,
  env: NodeJS.ProcessEnv,
): { region: string; accessKeyId: string; secretAccessKey: string } {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (accessKeyId && secretAccessKey) return { region, accessKeyId, secretAccessKey }
  throw new UserError({
    name: 'IamKeyMissing',
    message: 'To check IAM tokens, the proxy needs the key with which clients sign them.',
    nextSteps: ['Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (any values: nothing is sent to AWS)'],
    exitCode: ExitCode.usage,
  })
}
