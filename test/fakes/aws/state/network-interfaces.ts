import type { FakeAccount } from '../account.ts'
import { FakeServiceError } from '../service.ts'
import type { FakeNetworkInterface } from './network.ts'

interface Placement {
  subnetIds: readonly string[]
  securityGroupIds: readonly string[]
}

/** Puts one interface for a user (an ARN or an id) into each subnet. */
export function addInterfaces(
  account: FakeAccount,
  user: string,
  placement: Placement,
  { description, type }: { description: string; type: string },
): void {
  for (const subnetId of placement.subnetIds) {
    const id = `eni-${account.ids.make(17)}`
    account.interfaces.set(id, {
      id,
      subnetId,
      vpcId: account.subnets.get(subnetId)?.vpcId ?? '',
      securityGroupIds: [...placement.securityGroupIds],
      description,
      type,
      address: `10.0.${account.interfaces.size % 250}.${20 + (account.interfaces.size % 200)}`,
      users: new Set([user]),
    })
  }
}

/**
 * Functions with the same subnets and groups share one interface for each subnet, which has the name of the first.
 * Source: AWS Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC".
 */
export function shareInterfaces(account: FakeAccount, functionArn: string, placement: Placement): void {
  const name = functionArn.split(':').at(-1) ?? ''
  for (const subnetId of placement.subnetIds) {
    const shared = listInterfaces(account).find(
      (each) => each.type === 'lambda' && each.subnetId === subnetId && isSame(each, placement.securityGroupIds),
    )
    if (shared) {
      shared.users.add(functionArn)
      delete shared.goneAt
    } else {
      const description = `AWS Lambda VPC ENI-${name}-${account.ids.makeUuid()}`
      const one = { ...placement, subnetIds: [subnetId] }
      addInterfaces(account, functionArn, one, { description, type: 'lambda' })
    }
  }
}

/** A user is gone. What nobody else uses is removed after so many seconds; a wait of an earlier user still counts. */
export function releaseInterfaces(account: FakeAccount, user: string, seconds = 0): void {
  for (const each of account.interfaces.values()) {
    if (!each.users.delete(user)) continue
    each.goneAt = Math.max(account.after(seconds), each.goneAt ?? 0)
  }
}

/** Those that exist now: what Lambda has removed in the meantime is taken away here. */
export function listInterfaces(account: FakeAccount): FakeNetworkInterface[] {
  for (const [id, { users, goneAt }] of account.interfaces) {
    if (users.size === 0 && goneAt !== undefined && goneAt <= account.now()) account.interfaces.delete(id)
  }
  return [...account.interfaces.values()]
}

/** @throws FakeServiceError (InvalidNetworkInterfaceID.NotFound, InvalidParameterValue) */
export function deleteInterface(account: FakeAccount, id: string): void {
  const found = listInterfaces(account).find((each) => each.id === id)
  if (found === undefined) {
    throw new FakeServiceError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`)
  }
  if (isInUse(found)) {
    throw new FakeServiceError('InvalidParameterValue', `Network interface '${id}' is currently in use.`)
  }
  account.interfaces.delete(id)
}

/** Lambda keeps an interface attached to itself until it removes it. */
export function isInUse({ users, type }: FakeNetworkInterface): boolean {
  return users.size > 0 || type === 'lambda'
}

function isSame({ securityGroupIds }: FakeNetworkInterface, others: readonly string[]): boolean {
  return [...securityGroupIds].sort().join() === [...others].sort().join()
}
