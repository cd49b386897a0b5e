import type { TargetHealth } from '../../../target.ts'
import type { ComponentStatus } from '../../../target-status.ts'
import type { AwsEnvironment } from '../../environment.ts'

/** @throws the SDK's errors */
export async function readProxy(env: AwsEnvironment, name: string): Promise<Omit<ComponentStatus, 'name'>> {
  const { DescribeDBProxiesCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  const { DBProxies } = await client.send(new DescribeDBProxiesCommand({ DBProxyName: name }))
  const { Status = 'unknown', Endpoint } = DBProxies?.[0] ?? {}
  const state = judgeProxy(Status)
  return {
    state,
    ...(Endpoint === undefined ? {} : { address: `${Endpoint}:3306` }),
    ...(Status === 'available' ? {} : { detail: Status }),
  }
}

/** Statuses of DBProxyStatus in the RDS API model. */
export function judgeProxy(status: string): ComponentStatus['state'] {
  if (['available', 'modifying', 'upgrading', 'reactivating'].includes(status)) return 'running'
  if (status === 'creating') return 'starting'
  return status === 'suspended' || status === 'suspending' ? 'stopped' : 'failed'
}

/**
 * How the proxy finds its database.
 * @throws the SDK's errors
 */
export async function readTargetHealth(env: AwsEnvironment, proxyName: string): Promise<TargetHealth> {
  const { DescribeDBProxyTargetsCommand } = await import('@aws-sdk/client-rds')
  const client = await env.clients.rds()
  const { Targets } = await client.send(new DescribeDBProxyTargetsCommand({ DBProxyName: proxyName }))
  const health = Targets?.[0]?.TargetHealth
  if (health === undefined) return { state: 'UNUSED', description: 'the proxy has no database registered' }
  const { State, Reason, Description } = health
  return {
    state: (State as TargetHealth['state'] | undefined) ?? 'REGISTERING',
    ...(Reason === undefined ? {} : { reason: Reason as NonNullable<TargetHealth['reason']> }),
    ...(Description ? { description: Description } : {}),
  }
}
