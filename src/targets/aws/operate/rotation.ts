import type { StackOutputs } from '../../../../stack/app.ts'
import type { SecretVersions, StartedRotation } from '../../target.ts'
import type { AwsEnvironment } from '../environment.ts'
import { identifyCaller } from '../identity/identify-caller.ts'
import { readManagedSecret, rotateManagedPassword } from './managed-password.ts'
import { rotateOwnSecret } from './own-secret.ts'
import { readOutputs, recallOutputs } from './read-outputs.ts'
import { findRotationTrouble } from './rotation-trouble.ts'
import { listVersions } from './secret-versions.ts'

/**
 * Asks for a rotation and returns at once. One that is under way is followed instead of started a second time. What
 * was deployed decides how: the project's own function rotates the secret, or RDS the password that it manages.
 * @throws UserError when the environment does not run or rotation is not set up; the SDK's errors
 */
export async function startRotationAws(env: AwsEnvironment): Promise<StartedRotation> {
  await identifyCaller(env)
  const { outputs } = await readOutputs(env)
  return ownsSecret(outputs) ? rotateOwnSecret(env, outputs.SecretArn) : rotateManagedPassword(env, outputs)
}

/**
 * Versions of the database's secret, the one with AWSCURRENT first.
 * @throws UserError when the environment does not run; the SDK's errors
 */
export async function readSecretVersions(env: AwsEnvironment): Promise<SecretVersions> {
  const { outputs } = await recallOutputs(env)
  return readVersionsOf(env, outputs)
}

/** As {@link readSecretVersions}, when the outputs are known already. */
export async function readVersionsOf(env: AwsEnvironment, outputs: StackOutputs): Promise<SecretVersions> {
  if (ownsSecret(outputs)) return { arn: outputs.SecretArn, versions: await listVersions(env, outputs.SecretArn) }
  const { arn, state } = await readManagedSecret(env, outputs.DatabaseInstanceId)
  return { arn, versions: await listVersions(env, arn), state }
}

/**
 * Why a rotation did not end, as the rotation function's log tells it; undefined when that says nothing.
 * @param since milliseconds since 1970: older lines belong to other rotations
 * @throws UserError when the environment does not run; the SDK's errors
 */
export async function explainRotationAws(env: AwsEnvironment, since: number): Promise<string | undefined> {
  const { outputs } = await readOutputs(env)
  return outputs.RotationLogGroup === undefined ? undefined : findRotationTrouble(env, outputs.RotationLogGroup, since)
}

/** The rotation function exists only where the environment has a secret of its own. */
function ownsSecret(outputs: StackOutputs): boolean {
  return outputs.RotationFunctionArn !== undefined
}
