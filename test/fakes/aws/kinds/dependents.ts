import { FakeServiceError, type ResourceContext } from '../service.ts'
import type { FakeNetworkInterface } from '../state/network.ts'
import { listInterfaces } from '../state/network-interfaces.ts'

/** When the delete of something that others depend on began, by its id. */
const begun = new WeakMap<object, Map<string, number>>()

/**
 * For the end of a delete: true when no network interface is left that uses the thing. Until then CloudFormation goes
 * on trying, and fails at last with EC2's refusal.
 * @param what `resource`, as EC2 says of groups, or `subnet`
 */
export function awaitInterfaces(
  what: 'resource' | 'subnet',
  id: string,
  { account }: ResourceContext,
  uses: (each: FakeNetworkInterface) => boolean,
): boolean {
  const times = begun.get(account) ?? new Map<string, number>()
  begun.set(account, times)
  if (!listInterfaces(account).some(uses)) {
    times.delete(id)
    return true
  }
  const since = times.get(id) ?? account.now()
  times.set(id, since)
  if (account.now() < since + account.waits.dependents * 1000) return false
  times.delete(id)
  throw refuseDependents(what, id)
}

/** In the words that CloudFormation passes on from EC2. */
function refuseDependents(what: string, id: string): FakeServiceError {
  const sentence =
    what === 'subnet'
      ? `The subnet '${id}' has dependencies and cannot be deleted.`
      : `resource ${id} has a dependent object`
  return new FakeServiceError('DependencyViolation', sentence)
}
