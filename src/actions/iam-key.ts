import { ExitCode, UserError } from '../errors.ts'

/**
 * Refuses to take IAM tokens without requiring TLS, as RDS Proxy does: whoever read a token could use it.
 * @throws UserError (exit code 2)
 */
export function requireTlsForTokens(requireTls: boolean): void {
  if (requireTls) return
  throw new UserError({
    name: 'IamNeedsTls',
    message: 'RDS Proxy requires TLS of clients that log in with IAM tokens.',
    nextSteps: ['--client-auth iam --require-tls', '--client-auth secret --no-require-tls'],
    exitCode: ExitCode.usage,
  })
}

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
