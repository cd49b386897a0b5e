import type { FakeAccount } from '../account.ts'
import { listZones } from './zones.ts'

/** Puts a VPC of somebody else's into the account, its subnets in the first zones one after the other. */
export function addExistingNetwork(
  account: FakeAccount,
  { vpcId, subnetIds, dns = true }: { vpcId: string; subnetIds: readonly string[]; dns?: boolean },
): void {
  account.vpcs.set(vpcId, { id: vpcId, cidr: '172.31.0.0/16', isDefault: false, dns, tags: { Name: 'existing' } })
  const zones = listZones(account.region)
  for (const [index, id] of subnetIds.entries()) {
    const zone = zones[index % zones.length]?.name ?? ''
    account.subnets.set(id, { id, vpcId, cidr: `172.31.${index * 16}.0/20`, zone, tags: { Name: `existing ${index}` } })
  }
}
