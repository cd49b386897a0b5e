import { Interrupted, UserError } from '../../../errors.ts'
import type { AwsEnvironment } from '../environment.ts'
import type { Pace } from '../operate/pace.ts'
import type { Inventory } from './inventory.ts'

/** A snapshot of a small database takes minutes. */
const LIMIT_MS = 60 * 60_000
const PAUSE_MS = 10_000

/** Databases that CloudFormation deletes without a final snapshot. */
export function listWithoutSnapshot({ template, resources }: Inventory): string[] {
  return resources
    .filter(({ kind, status }) => kind === 'AWS::RDS::DBInstance' && status !== 'DELETE_COMPLETE')
    .filter(({ logicalId }) => template?.Resources?.[logicalId]?.DeletionPolicy !== 'Snapshot')
    .map(({ physicalId }) => physicalId)
}

/**
 * Names of snapshots that this program makes, and those that CloudFormation makes for DeletionPolicy Snapshot. RDS
 * writes its identifiers in small letters, whatever letters the environment's name has.
 */
export function isFinalSnapshot(env: Pick<AwsEnvironment, 'stackName'>, snapshotId: string): boolean {
  const stackName = env.stackName.toLowerCase()
  const starts = [`${stackName}-final-`, `${stackName}-snapshot-`]
  return starts.some((start) => snapshotId.toLowerCase().startsWith(start))
}

/**
 * Makes a snapshot that outlives the database, and waits for it.
 * @returns its id
 * @throws UserError SnapshotNotMade; Interrupted when the signal is aborted; the SDK's errors
 */
export async function makeFinalSnapshot(
  env: AwsEnvironment,
  instanceId: string,
  { pace, signal }: { pace: Pace; signal: AbortSignal },
): Promise<string> {
  const { CreateDBSnapshotCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  const id = `${env.stackName}-final-${pace.now().toString(36)}`.toLowerCase()
  await client.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: instanceId, DBSnapshotIdentifier: id }))
  const limit = pace.now() + LIMIT_MS
  for (;;) {
    const status = await readSnapshotStatus(env, id)
    if (status === 'available') return id
    if (status === 'failed' || pace.now() > limit) throw describeNotMade(env, id, status)
    if (signal.aborted)
      throw new Interrupted(`Interrupted; RDS goes on making the snapshot ${id}. Nothing was deleted.`)
    await pace.wait(PAUSE_MS, signal)
  }
}

async function readSnapshotStatus(env: AwsEnvironment, id: string): Promise<string> {
  const { DescribeDBSnapshotsCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  const { DBSnapshots } = await client.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id }))
  return DBSnapshots?.[0]?.Status ?? 'unknown'
}

function describeNotMade(env: AwsEnvironment, id: string, status: string): UserError {
  return new UserError({
    name: 'SnapshotNotMade',
    message: `The snapshot ${id} was not made (${status}), so nothing was deleted.`,
    nextSteps: [env.command('destroy --keep-snapshot'), env.command('status')],
  })
}
