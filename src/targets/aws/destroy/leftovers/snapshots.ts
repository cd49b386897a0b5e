import type { DBSnapshot } from '@aws-sdk/client-rds'
import { backupUsage } from '../../../../estimates/priced-usage.ts'
import { quote, writeAwsCommand } from '../../aws-command.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { type Inventory, listIds } from '../inventory.ts'
import { isFinalSnapshot } from '../keep-snapshot.ts'
import type { FoundLeftover, LeftoverSearch } from './leftover-search.ts'
import { priceLeftover } from './price-leftover.ts'

/**
 * Snapshots of the stack's databases that somebody asked for; those of the automatic backups go with them. A snapshot
 * that a user made by hand is told of, and never removed by this program.
 */
export const snapshots: LeftoverSearch = {
  what: 'database snapshots',
  async find(env, inventory) {
    const { resources } = inventory
    const found = await Promise.all(listIds(resources, 'AWS::RDS::DBInstance').map((id) => listSnapshots(env, id)))
    return found
      .flat()
      .filter(({ Status }) => Status !== 'deleting')
      .map((snapshot) => describe(env, inventory, snapshot))
  },
}

function describe(
  env: AwsEnvironment,
  inventory: Inventory,
  { DBSnapshotIdentifier: id = '', AllocatedStorage = 0 }: DBSnapshot,
): FoundLeftover {
  const final = isFinalSnapshot(env, id)
  return {
    name: `${final ? 'final snapshot' : 'snapshot'} ${id} of the database (${AllocatedStorage} GiB)`,
    removeWith: writeAwsCommand(`rds delete-db-snapshot --db-snapshot-identifier ${quote(id)}`, env),
    billed: true,
    // The most that it can be: RDS bills what is stored, which is not known from outside.
    ...priceLeftover(inventory, backupUsage, AllocatedStorage),
    ...(final ? { finalSnapshot: true, remove: () => removeSnapshot(env, id) } : {}),
  }
}

async function listSnapshots(env: AwsEnvironment, instanceId: string): Promise<DBSnapshot[]> {
  const { DescribeDBSnapshotsCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  const found: DBSnapshot[] = []
  let marker: string | undefined
  do {
    const page = await client.send(
      new DescribeDBSnapshotsCommand({
        DBInstanceIdentifier: instanceId,
        SnapshotType: 'manual',
        ...(marker === undefined ? {} : { Marker: marker }),
      }),
    )
    found.push(...(page.DBSnapshots ?? []))
    marker = page.Marker
  } while (marker)
  return found
}

async function removeSnapshot(env: AwsEnvironment, id: string): Promise<void> {
  const { DeleteDBSnapshotCommand } = await import('@aws-sdk/client-rds')
  await (await env.clients.rds()).send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id }))
}
