import type { DBInstanceAutomatedBackup } from '@aws-sdk/client-rds'
import { quote, writeAwsCommand } from '../../aws-command.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { isNotFound } from '../../operate/not-found.ts'
import { listIds } from '../inventory.ts'
import type { LeftoverSearch } from './leftover-search.ts'

/** Automatic backups that were kept when the database went; of one that is still there they are part of it. */
export const automatedBackups: LeftoverSearch = {
  what: 'automated backups',
  async find(env, { resources }) {
    const found = await Promise.all(listIds(resources, 'AWS::RDS::DBInstance').map((id) => listBackups(env, id)))
    return found
      .flat()
      .filter(({ Status }) => Status === 'retained')
      .map(({ DbiResourceId: id = '', DBInstanceIdentifier }) => ({
        name: `automated backups of the database ${DBInstanceIdentifier}`,
        removeWith: writeAwsCommand(`rds delete-db-instance-automated-backup --dbi-resource-id ${quote(id)}`, env),
        billed: true,
        remove: () => removeBackups(env, id),
      }))
  },
}

async function listBackups(env: AwsEnvironment, instanceId: string): Promise<DBInstanceAutomatedBackup[]> {
  const { DescribeDBInstanceAutomatedBackupsCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  try {
    const command = new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: instanceId })
    return (await client.send(command)).DBInstanceAutomatedBackups ?? []
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}

async function removeBackups(env: AwsEnvironment, resourceId: string): Promise<void> {
  const { DeleteDBInstanceAutomatedBackupCommand } = await import('@aws-sdk/client-rds')
  await (await env.clients.rds()).send(new DeleteDBInstanceAutomatedBackupCommand({ DbiResourceId: resourceId }))
}
