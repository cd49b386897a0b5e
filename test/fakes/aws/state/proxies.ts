import type { FakeAccount } from '../account.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeProxy, FakeTargetHealth } from './database.ts'
import { releaseInterfaces } from './network-interfaces.ts'

/** @throws FakeServiceError with the code that the query protocol has for it */
export function findProxy(account: FakeAccount, name: string): FakeProxy {
  const found = account.proxies.get(name)
  if (found) return found
  throw new FakeServiceError('DBProxyNotFoundFault', `DBProxy ${name} could not be found.`, 404)
}

/**
 * The health of an instance behind a proxy: what the test says, else REGISTERING for a while, then AVAILABLE unless
 * the instance is not.
 */
export function judgeTarget(account: FakeAccount, proxy: FakeProxy, instanceId: string): FakeTargetHealth {
  if (account.targetHealth) return account.targetHealth
  const registeredAt = proxy.targetGroup.targets.get(instanceId) ?? account.now()
  const status = account.instances.get(instanceId)?.status
  if (status === undefined || ['deleting', 'failed', 'stopped', 'creating'].includes(status)) {
    const description = 'DBProxy Target unavailable due to an internal error'
    return { state: 'UNAVAILABLE', reason: 'UNREACHABLE', description }
  }
  if (account.now() < registeredAt + account.waits.registration * 1000) {
    const description = 'DBProxy Target is waiting for proxy to scale to desired capacity'
    return { state: 'REGISTERING', reason: 'PENDING_PROXY_CAPACITY', description }
  }
  return { state: 'AVAILABLE' }
}

/** Takes away the proxies that a caller asked RDS to delete, when their time is over. */
export function settleProxies(account: FakeAccount): void {
  for (const { name, arn, goneAt } of account.proxies.values()) {
    if (goneAt === undefined || goneAt > account.now()) continue
    account.proxies.delete(name)
    releaseInterfaces(account, arn)
  }
}
