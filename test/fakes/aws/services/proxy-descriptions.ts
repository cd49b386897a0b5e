import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeProxy } from '../state/database.ts'
import { findProxy, judgeTarget } from '../state/proxies.ts'
import { listRds } from './rds-listing.ts'

export function describeProxies(account: FakeAccount, input: Input): object {
  const { DBProxyName: name } = input
  const all = name === undefined ? [...account.proxies.values()] : [findProxy(account, String(name))]
  const { items, Marker } = listRds(input, all)
  return { Marker, DBProxies: items.map(describe) }
}

/** The proxy is gone after a while. @throws FakeServiceError when it is being deleted already */
export function deleteProxy(account: FakeAccount, name: string): object {
  const proxy = findProxy(account, name)
  if (proxy.status === 'deleting') {
    const message = `DB Proxy ${name} is in an invalid state: deleting`
    throw new FakeServiceError('InvalidDBProxyStateFault', message)
  }
  proxy.status = 'deleting'
  proxy.goneAt = account.after(account.waits.proxyDelete)
  return describe(proxy)
}

function describe(proxy: FakeProxy): object {
  return {
    DBProxyName: proxy.name,
    DBProxyArn: proxy.arn,
    Status: proxy.status,
    EngineFamily: proxy.engineFamily,
    VpcId: proxy.vpcId,
    VpcSecurityGroupIds: proxy.securityGroupIds,
    VpcSubnetIds: proxy.subnetIds,
    DefaultAuthScheme: 'NONE',
    Auth: proxy.auth.map((auth) => ({
      AuthScheme: auth.scheme,
      SecretArn: auth.secretArn,
      IAMAuth: auth.iamAuth,
      ClientPasswordAuthType: auth.clientPasswordAuthType,
    })),
    RoleArn: proxy.roleArn,
    Endpoint: proxy.endpoint,
    RequireTLS: proxy.requireTls,
    IdleClientTimeout: proxy.idleClientTimeout,
    DebugLogging: proxy.debugLogging,
    CreatedDate: new Date(proxy.createdAt),
    UpdatedDate: new Date(proxy.updatedAt),
  }
}

export function describeTargetGroups(account: FakeAccount, input: Input): object {
  const proxy = findProxy(account, String(input.DBProxyName))
  requireDefault(proxy, input.TargetGroupName)
  const { targetGroup } = proxy
  const { pool } = targetGroup
  const described = {
    DBProxyName: proxy.name,
    TargetGroupName: 'default',
    TargetGroupArn: targetGroup.arn,
    IsDefault: true,
    Status: 'available',
    ConnectionPoolConfig: {
      MaxConnectionsPercent: pool.maxConnectionsPercent,
      MaxIdleConnectionsPercent: pool.maxIdleConnectionsPercent,
      ConnectionBorrowTimeout: pool.connectionBorrowTimeout,
      SessionPinningFilters: pool.sessionPinningFilters,
      InitQuery: pool.initQuery,
    },
    CreatedDate: new Date(targetGroup.createdAt),
    UpdatedDate: new Date(proxy.updatedAt),
  }
  const { items, Marker } = listRds(input, [described])
  return { Marker, TargetGroups: items }
}

export function describeTargets(account: FakeAccount, input: Input): object {
  const proxy = findProxy(account, String(input.DBProxyName))
  requireDefault(proxy, input.TargetGroupName)
  const { items, Marker } = listRds(input, [...proxy.targetGroup.targets.keys()])
  return { Marker, Targets: items.map((id) => describeTarget(account, proxy, id)) }
}

function describeTarget(account: FakeAccount, proxy: FakeProxy, instanceId: string): object {
  const { state, reason, description } = judgeTarget(account, proxy, instanceId)
  return {
    Endpoint: account.instances.get(instanceId)?.endpoint,
    RdsResourceId: instanceId,
    Port: 3306,
    Type: 'RDS_INSTANCE',
    Role: state === 'AVAILABLE' ? 'READ_WRITE' : 'UNKNOWN',
    TargetHealth: { State: state, Reason: reason, Description: description },
  }
}

function requireDefault(proxy: FakeProxy, name: unknown): void {
  if (name === undefined || name === 'default') return
  const message = `Target group ${name} of DBProxy ${proxy.name} could not be found.`
  throw new FakeServiceError('DBProxyTargetGroupNotFoundFault', message, 404)
}
