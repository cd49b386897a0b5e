import { priceTable } from '../../../../estimates/price-table.ts'
import { quote, writeAwsCommand } from '../../aws-command.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { isNotFound } from '../../operate/status/attempts.ts'
import type { FoundLeftover, LeftoverSearch } from './leftover-search.ts'

/** The stack's secrets. One that waits for its deletion is not billed. Source: AWS Secrets Manager pricing. */
export const secrets: LeftoverSearch = {
  what: 'secrets',
  async find(env, { secretArns }) {
    return (await Promise.all(secretArns.map((arn) => findSecret(env, arn)))).flat()
  },
}

async function findSecret(env: AwsEnvironment, arn: string): Promise<FoundLeftover[]> {
  const { DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager')
  const client = await env.clients.secretsManager()
  try {
    const { DeletedDate, OwningService } = await client.send(new DescribeSecretCommand({ SecretId: arn }))
    const waits = DeletedDate !== undefined
    return [
      {
        name: waits ? `secret ${arn}, scheduled for deletion` : `secret ${arn}`,
        removeWith: writeAwsCommand(
          `secretsmanager delete-secret --secret-id ${quote(arn)} --force-delete-without-recovery`,
          env,
        ),
        billed: !waits,
        ...(waits ? {} : { perMonth: priceTable.secretPerMonth }),
        // What belongs to another service can be removed by that service only.
        ...(OwningService === undefined ? { remove: () => removeSecret(env, arn) } : {}),
      },
    ]
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}

async function removeSecret(env: AwsEnvironment, arn: string): Promise<void> {
  const { DeleteSecretCommand } = await import('@aws-sdk/client-secrets-manager')
  const client = await env.clients.secretsManager()
  await client.send(new DeleteSecretCommand({ SecretId: arn, ForceDeleteWithoutRecovery: true }))
}
