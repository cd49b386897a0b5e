import { UserError } from '../../../errors.ts'
import type { SecretVersions, StartedRotation } from '../../target.ts'
import type { AwsEnvironment } from '../environment.ts'

export interface ManagedSecret {
  arn: string
  state: NonNullable<SecretVersions['state']>
}

/**
 * Asks RDS to change the password that it manages. It does not say which version will be current.
 * Source: Amazon RDS API reference, ModifyDBInstance, RotateMasterUserPassword.
 * @throws UserError when the secret cannot be rotated; the SDK's errors
 */
export async function rotateManagedPassword(
  env: AwsEnvironment,
  { DatabaseInstanceId }: { DatabaseInstanceId: string },
): Promise<StartedRotation> {
  const { state } = await readManagedSecret(env, DatabaseInstanceId)
  if (state === 'rotating') return { clientsUse: 'token' }
  const { ModifyDBInstanceCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  const change = { DBInstanceIdentifier: DatabaseInstanceId, RotateMasterUserPassword: true, ApplyImmediately: true }
  await client.send(new ModifyDBInstanceCommand(change))
  return { clientsUse: 'token' }
}

/**
 * The secret in which RDS keeps the password of an instance.
 * @throws UserError ManagedSecretMissing; the SDK's errors
 */
export async function readManagedSecret(env: AwsEnvironment, instanceId: string): Promise<ManagedSecret> {
  const { DescribeDBInstancesCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instanceId }))
  const secret = DBInstances?.[0]?.MasterUserSecret
  if (secret?.SecretArn === undefined) throw describeMissingSecret(env, instanceId)
  return { arn: secret.SecretArn, state: readState(secret.SecretStatus) }
}

/** `creating` is the first of its rotations. */
function readState(status: string | undefined): ManagedSecret['state'] {
  if (status === 'active' || status === 'impaired') return status
  return 'rotating'
}

function describeMissingSecret(env: AwsEnvironment, instanceId: string): UserError {
  return new UserError({
    name: 'ManagedSecretMissing',
    message: `RDS manages no password for the database ${instanceId}: somebody took that over.`,
    nextSteps: [env.command('status --drift'), env.command('deploy')],
  })
}
