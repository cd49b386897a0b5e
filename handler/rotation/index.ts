import { describeFailure } from '../failure.ts'
import { log } from '../log.ts'
import { createSecretsClient } from '../login/secrets-manager.ts'
import { demand, readPort, type Variables } from '../variables.ts'
import { openInstance } from './open-instance.ts'
import { type RotationEvent, rotate } from './rotate.ts'
import { SecretsManagerStore } from './secrets-manager-store.ts'

/**
 * The rotation function: Secrets Manager calls it for each of the four steps. It connects to the instance, because
 * the proxy knows only the current version.
 */
export async function handler(event: RotationEvent): Promise<void> {
  const { Step: step, ClientRequestToken: versionId } = event
  try {
    const variables = process.env as Variables
    const open = openInstance(
      demand(variables, 'DATABASE_INSTANCE_HOST'),
      readPort(variables, 'DATABASE_INSTANCE_PORT'),
    )
    await rotate(event, { store: new SecretsManagerStore(await createSecretsClient(), event.SecretId), open })
    log({ level: 'info', message: 'The step is done', step, versionId })
  } catch (error) {
    const { entry } = describeFailure(error)
    log({ level: 'error', ...entry, step, versionId })
    // MySQL's own message might quote the statement, and with it the password.
    throw new Error(entry.message)
  }
}
