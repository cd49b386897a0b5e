import type { NetworkInterface } from '@aws-sdk/client-ec2'
import { hoursPerMonth } from '../../../../estimates/price-table.ts'
import { endpointUsage } from '../../../../estimates/priced-usage.ts'
import { writeAwsCommand } from '../../aws-command.ts'
import type { AwsEnvironment } from '../../environment.ts'
import { listInterfaces } from '../interfaces.ts'
import { type Inventory, listIds } from '../inventory.ts'
import { findHolder } from './interface-holder.ts'
import type { FoundLeftover, LeftoverSearch } from './leftover-search.ts'
import { priceLeftover } from './price-leftover.ts'

/** Those in the stack's security groups. They cost nothing; one in use is removed by the service that uses it. */
export const networkInterfaces: LeftoverSearch = {
  what: 'network interfaces',
  async find(env, inventory) {
    const found = await listInterfaces(env, listIds(inventory.resources, 'AWS::EC2::SecurityGroup'))
    return found.map((each) => describeInterface(env, each, inventory))
  },
}

function describeInterface(env: AwsEnvironment, each: NetworkInterface, inventory: Inventory): FoundLeftover {
  const { NetworkInterfaceId: id = '', Description } = each
  const name = `network interface ${id}${Description ? ` (${Description})` : ''}`
  if (each.Status === 'available') {
    const removeWith = writeAwsCommand(`ec2 delete-network-interface --network-interface-id ${id}`, env)
    return { name, removeWith, billed: false, remove: () => removeInterface(env, id) }
  }
  const { holder, removeWith } = findHolder(env, each, inventory)
  return { name: `${name}, held by ${holder}`, removeWith, billed: false }
}

/** Interface endpoints are billed by zone and hour, whoever uses them. */
export const vpcEndpoints: LeftoverSearch = {
  what: 'VPC endpoints',
  async find(env, inventory) {
    const ids = listIds(inventory.resources, 'AWS::EC2::VPCEndpoint')
    if (ids.length === 0) return []
    const { DescribeVpcEndpointsCommand } = await import('@aws-sdk/client-ec2')
    // A filter, because an id that does not exist would be an error.
    const command = new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-endpoint-id', Values: ids }] })
    const { VpcEndpoints } = await (await env.clients.ec2()).send(command)
    return (VpcEndpoints ?? [])
      .filter(({ State }) => !['deleting', 'deleted'].includes(String(State).toLowerCase()))
      .map(({ VpcEndpointId: id = '', SubnetIds = [] }) => ({
        name: `VPC endpoint ${id}`,
        removeWith: writeAwsCommand(`ec2 delete-vpc-endpoints --vpc-endpoint-ids ${id}`, env),
        billed: true,
        ...priceLeftover(inventory, endpointUsage, SubnetIds.length * hoursPerMonth),
        remove: () => removeEndpoint(env, id),
      }))
  },
}

async function removeInterface(env: AwsEnvironment, id: string): Promise<void> {
  const { DeleteNetworkInterfaceCommand } = await import('@aws-sdk/client-ec2')
  await (await env.clients.ec2()).send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }))
}

async function removeEndpoint(env: AwsEnvironment, id: string): Promise<void> {
  const { DeleteVpcEndpointsCommand } = await import('@aws-sdk/client-ec2')
  const { Unsuccessful } = await (await env.clients.ec2()).send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }))
  const [refusal] = Unsuccessful ?? []
  if (refusal) throw Object.assign(new Error(refusal.Error?.Message), { name: refusal.Error?.Code ?? 'Error' })
}
