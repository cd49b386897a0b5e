import { FakeServiceError, type Properties, type ResourceContext, type ResourceKind } from '../service.ts'
import type { FakePool, FakeProxy } from '../state/database.ts'
import { addInterfaces, releaseInterfaces } from '../state/network-interfaces.ts'
import { judgeTarget } from '../state/proxies.ts'
import { collectTags } from '../state/tags.ts'
import { readFlag, readList, readNumber, readObject, readText } from './properties.ts'

const proxy: ResourceKind = {
  seconds: { create: 225, update: 60, delete: 150 },
  replacedBy: ['DBProxyName', 'EngineFamily', 'VpcSubnetIds'],
  create(properties, context) {
    const { account, region } = context
    const name = readText(properties, 'DBProxyName')
    if (account.proxies.has(name)) {
      throw new FakeServiceError('DBProxyAlreadyExistsFault', `DB Proxy already exists: ${name}`)
    }
    const id = `prx-${account.ids.make(17)}`
    const made: FakeProxy = {
      name,
      arn: account.arn('rds', `db-proxy:${id}`),
      status: 'creating',
      endpoint: `${name}.proxy-c${account.ids.make(11, 'lower')}.${region}.rds.amazonaws.com`,
      engineFamily: readText(properties, 'EngineFamily'),
      vpcId: account.subnets.get(readList(properties, 'VpcSubnetIds')[0] ?? '')?.vpcId ?? '',
      subnetIds: readList(properties, 'VpcSubnetIds'),
      createdAt: account.now(),
      targetGroup: {
        arn: account.arn('rds', `target-group:prx-tg-${account.ids.make(17)}`),
        pool: readPool({}),
        createdAt: account.now(),
        targets: new Map(),
      },
      ...readSettings(properties, context),
    }
    account.proxies.set(name, made)
    addInterfaces(account, made.arn, made, { description: `Network interface for DBProxy ${name}`, type: 'interface' })
    return { physicalId: name, attributes: listAttributes(made) }
  },
  update(name, properties, _, context) {
    const found = context.account.proxies.get(name)
    if (found === undefined) return { physicalId: name }
    Object.assign(found, readSettings(properties, context), { status: 'modifying' })
    return { physicalId: name, attributes: listAttributes(found) }
  },
  delete(name, _, { account }) {
    const found = account.proxies.get(name)
    if (found) found.status = 'deleting'
  },
  finish(operation, name, _, { account }) {
    const found = account.proxies.get(name)
    if (found === undefined) return true
    if (operation !== 'delete') {
      found.status = 'available'
      return true
    }
    account.proxies.delete(name)
    releaseInterfaces(account, found.arn)
    return true
  },
}

/** What an update can change without replacing the proxy. */
function readSettings(properties: Properties, context: ResourceContext) {
  return {
    auth: readList<Properties>(properties, 'Auth').map((each) => ({
      scheme: readText(each, 'AuthScheme'),
      secretArn: readText(each, 'SecretArn'),
      iamAuth: readText(each, 'IAMAuth', 'DISABLED'),
      ...(each.ClientPasswordAuthType !== undefined && {
        clientPasswordAuthType: readText(each, 'ClientPasswordAuthType'),
      }),
    })),
    roleArn: readText(properties, 'RoleArn'),
    securityGroupIds: readList(properties, 'VpcSecurityGroupIds'),
    requireTls: readFlag(properties, 'RequireTLS'),
    idleClientTimeout: readNumber(properties, 'IdleClientTimeout', 1_800),
    debugLogging: readFlag(properties, 'DebugLogging'),
    updatedAt: context.account.now(),
    tags: collectTags(properties, context),
  }
}

function listAttributes({ arn, endpoint, vpcId }: FakeProxy): Record<string, string> {
  return { DBProxyArn: arn, Endpoint: endpoint, VpcId: vpcId }
}

/** The proxy's only group exists with it; this sets its pool and its targets, and waits until they can be reached. */
const targetGroup: ResourceKind = {
  seconds: { create: 85, update: 20, delete: 5 },
  replacedBy: ['DBProxyName', 'TargetGroupName'],
  create: (properties, context) => register(properties, context),
  update: (_, properties, __, context) => register(properties, context),
  delete(_, properties, { account }) {
    account.proxies.get(readText(properties, 'DBProxyName'))?.targetGroup.targets.clear()
  },
  finish(operation, _, properties, { account }) {
    const found = account.proxies.get(readText(properties, 'DBProxyName'))
    if (operation === 'delete' || found === undefined) return true
    const { targets } = found.targetGroup
    if ([...targets.keys()].every((id) => judgeTarget(account, found, id).state === 'AVAILABLE')) return true
    const since = Math.min(...targets.values())
    if (account.now() < since + account.waits.targetGroup * 1000) return false
    throw new FakeServiceError('InternalFailure', 'Timed out waiting for target group to become available.')
  },
}

function register(properties: Properties, { account }: ResourceContext) {
  const name = readText(properties, 'DBProxyName')
  const found = account.proxies.get(name)
  if (found === undefined)
    throw new FakeServiceError('DBProxyNotFoundFault', `DBProxy ${name} could not be found.`, 404)
  const { targetGroup: group } = found
  group.pool = readPool(readObject(properties, 'ConnectionPoolConfigurationInfo'))
  const wanted = readList(properties, 'DBInstanceIdentifiers')
  group.targets = new Map(wanted.map((id) => [id, group.targets.get(id) ?? account.now()]))
  return { physicalId: group.arn, attributes: { TargetGroupArn: group.arn } }
}

/** With RDS Proxy's own defaults. */
function readPool(info: Properties): FakePool {
  const maxConnectionsPercent = readNumber(info, 'MaxConnectionsPercent', 100)
  return {
    maxConnectionsPercent,
    maxIdleConnectionsPercent: readNumber(info, 'MaxIdleConnectionsPercent', Math.floor(maxConnectionsPercent / 2)),
    connectionBorrowTimeout: readNumber(info, 'ConnectionBorrowTimeout', 120),
    sessionPinningFilters: readList(info, 'SessionPinningFilters'),
    ...(info.InitQuery !== undefined && { initQuery: readText(info, 'InitQuery') }),
  }
}

export const proxyKinds: Record<string, ResourceKind> = {
  'AWS::RDS::DBProxy': proxy,
  'AWS::RDS::DBProxyTargetGroup': targetGroup,
}
