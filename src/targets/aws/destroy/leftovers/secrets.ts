import type { ListSecretsCommandOutput, SecretListEntry } from '@aws-sdk/client-secrets-manager'
import { secretUsage } from '../../../../estimates/priced-usage.ts'
import { quote, writeAwsCommand } from '../../aws-command.ts'
import type { AwsEnvironment } from '../../environment.ts'
import type { Inventory } from '../inventory.ts'
import type { FoundLeftover, LeftoverSearch } from './leftover-search.ts'
import { priceLeftover } from './price-leftover.ts'

/**
 * The stack's secrets. They are looked for in the list of all, because DescribeSecret is refused, instead of answered
 * with not found, when a policy asks for the tags of a secret that is gone. One that waits for its deletion is not
 * billed. Source: AWS Secrets Manager pricing.
 */
export const secrets: LeftoverSearch = {
  what: 'secrets',
  async find(env, inventory) {
    return (await Promise.all(inventory.secretArns.map((arn) => findSecret(env, inventory, arn)))).flat()
  },
}

async function findSecret(env: AwsEnvironment, inventory: Inventory, arn: string): Promise<FoundLeftover[]> {
  const { ListSecretsCommand } = await import('@aws-sdk/client-secrets-manager')
  const client = await env.clients.secretsManager()
  let page: ListSecretsCommandOutput | undefined
  do {
    page = await client.send(
      new ListSecretsCommand({
        IncludePlannedDeletion: true,
        Filters: [{ Key: 'name', Values: [readName(arn)] }],
        ...(page?.NextToken === undefined ? {} : { NextToken: page.NextToken }),
      }),
    )
    const found = page.SecretList?.find(({ ARN }) => ARN === arn)
    if (found) return [describe(env, inventory, found)]
  } while (page.NextToken !== undefined)
  return []
}

/** An ARN ends with the name, a hyphen and six characters of Secrets Manager's own. The filter takes beginnings. */
function readName(arn: string): string {
  return arn.split(':').slice(6).join(':').slice(0, -7)
}

function describe(
  env: AwsEnvironment,
  inventory: Inventory,
  { ARN: arn = '', DeletedDate, OwningService }: SecretListEntry,
): FoundLeftover {
  const waits = DeletedDate !== undefined
  const remove = `secretsmanager delete-secret --secret-id ${quote(arn)} --force-delete-without-recovery`
  return {
    name: waits ? `secret ${arn}, scheduled for deletion` : `secret ${arn}`,
    removeWith: writeAwsCommand(remove, env),
    billed: !waits,
    ...(waits ? {} : priceLeftover(inventory, secretUsage, 1)),
    // What belongs to another service can be removed by that service only.
    ...(OwningService === undefined ? { remove: () => removeSecret(env, arn) } : {}),
  }
}

async function removeSecret(env: AwsEnvironment, arn: string): Promise<void> {
  const { DeleteSecretCommand } = await import('@aws-sdk/client-secrets-manager')
  const client = await env.clients.secretsManager()
  await client.send(new DeleteSecretCommand({ SecretId: arn, ForceDeleteWithoutRecovery: true }))
}
