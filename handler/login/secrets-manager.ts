import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { ReadSecret } from './secret-login.ts'

let client: Promise<SecretsManagerClient> | undefined

/**
 * Reads a secret from AWS Secrets Manager. The SDK is loaded at the first call only, so that a warm connection or a
 * token never pays for it.
 */
export function readFromSecretsManager(secretId: string): ReadSecret {
  return async (versionId) => {
    const { GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager')
    const command = new GetSecretValueCommand({ SecretId: secretId, ...(versionId && { VersionId: versionId }) })
    client ??= createSecretsClient()
    const { SecretString } = await (await client).send(command)
    if (SecretString === undefined) throw new Error('The secret has no text')
    return SecretString
  }
}

/** A client that gives up in time to be answered for: three tries of at most 3 s each. */
export async function createSecretsClient(): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  return new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  })
}
