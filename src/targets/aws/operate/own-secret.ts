import type { DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager'
import { UserError } from '../../../errors.ts'
import type { StartedRotation } from '../../target.ts'
import type { AwsEnvironment } from '../environment.ts'

/**
 * Asks Secrets Manager to rotate with the function that the stack tied to the secret. While an earlier rotation is not
 * complete it refuses, but attempts that one again: then that one is followed.
 * Source: Secrets Manager API reference, RotateSecret.
 * @throws UserError RotationNotSetUp; the SDK's errors
 */
export async function rotateOwnSecret(env: AwsEnvironment, secretArn: string): Promise<StartedRotation> {
  const { RotateSecretCommand } = await import('@aws-sdk/client-secrets-manager')
  const client = await env.clients.secretsManager()
  try {
    const { VersionId } = await client.send(new RotateSecretCommand({ SecretId: secretArn, RotateImmediately: true }))
    return { ...(VersionId === undefined ? {} : { newVersionId: VersionId }), clientsUse: 'password' }
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'InvalidRequestException') throw error
    return resumeRotation(env, await describeSecret(env, secretArn), error)
  }
}

/** InvalidRequestException has many causes; the state of the secret tells them apart, and its wording may change. */
function resumeRotation(env: AwsEnvironment, secret: DescribeSecretCommandOutput, cause: Error): StartedRotation {
  const pending = findUnfinished(secret.VersionIdsToStages ?? {})
  if (secret.RotationEnabled !== true) throw describeMissingRotation(env, cause)
  if (pending === undefined) throw cause
  return { newVersionId: pending, clientsUse: 'password' }
}

/** The version that a rotation works on: AWSPENDING and not current yet. */
export function findUnfinished(stages: Readonly<Record<string, readonly string[]>>): string | undefined {
  const unfinished = Object.entries(stages).find(
    ([, names]) => names.includes('AWSPENDING') && !names.includes('AWSCURRENT'),
  )
  return unfinished?.[0]
}

async function describeSecret(env: AwsEnvironment, secretArn: string): Promise<DescribeSecretCommandOutput> {
  const { DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager')
  return (await env.clients.secretsManager()).send(new DescribeSecretCommand({ SecretId: secretArn }))
}

function describeMissingRotation(env: AwsEnvironment, cause: Error): UserError {
  return new UserError({
    name: 'RotationNotSetUp',
    message: `The secret of ${env.name} has no rotation function any more: somebody switched its rotation off.`,
    nextSteps: [env.command('status --drift'), env.command('deploy')],
    cause,
  })
}
