import type { ComponentStatus } from '../../../target-status.ts'
import type { AwsEnvironment } from '../../environment.ts'

/** @throws the SDK's errors */
export async function readDatabase(env: AwsEnvironment, instanceId: string): Promise<Omit<ComponentStatus, 'name'>> {
  const { DescribeDBInstancesCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  const { DBInstances } = await client.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: instanceId }))
  const instance = DBInstances?.[0] ?? {}
  const status = instance.DBInstanceStatus ?? 'unknown'
  const { Address, Port } = instance.Endpoint ?? {}
  const details = [
    ...(status === 'available' ? [] : [status]),
    [instance.Engine, instance.EngineVersion].filter((each) => each !== undefined).join(' '),
    instance.DBInstanceClass ?? '',
    instance.MultiAZ ? 'Multi-AZ' : '',
    instance.DeletionProtection ? 'protected against deletion' : '',
  ]
  return {
    state: judgeDatabase(status),
    ...(Address === undefined ? {} : { address: `${Address}:${Port ?? 3306}` }),
    detail: details.filter((each) => each !== '').join(', '),
  }
}

/** Source: Amazon RDS User Guide, "Viewing Amazon RDS DB instance status". Most states are those of one that serves. */
export function judgeDatabase(status: string): ComponentStatus['state'] {
  if (['stopped', 'stopping'].includes(status)) return 'stopped'
  if (['creating', 'starting', 'rebooting', 'upgrading', 'converting-to-vpc', 'maintenance'].includes(status)) {
    return 'starting'
  }
  const broken = ['failed', 'storage-full', 'restore-error', 'deleting', 'unknown']
  const unusable = status.startsWith('incompatible-') || status.startsWith('inaccessible-')
  return broken.includes(status) || unusable ? 'failed' : 'running'
}
