import type { FakeAccount } from '../account.ts'
import { createEc2Service } from '../protocols/ec2.ts'
import type { Input, Operations } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import { deleteInterface, releaseInterfaces } from '../state/network-interfaces.ts'
import { listZones, regions } from '../state/zones.ts'
import { applyFilters, readEc2Filters } from './filters.ts'
import { describeInterfaces } from './interface-descriptions.ts'
import { describeSecurityGroups } from './security-group-descriptions.ts'
import { describeEndpoints, describeRouteTables, describeSubnets, describeVpcs } from './vpc-descriptions.ts'

const operations: Operations = {
  DescribeRegions(input) {
    const wanted = input.RegionName as string[] | undefined
    const all = regions.filter((name) => wanted?.includes(name) ?? true)
    return {
      regionInfo: all.map((regionName) => ({
        regionName,
        regionEndpoint: `ec2.${regionName}.amazonaws.com`,
        optInStatus: 'opt-in-not-required',
      })),
    }
  },
  DescribeAvailabilityZones: (input, { account }) => describeZones(account, input),
  DescribeVpcs: (input, { account }) => describeVpcs(account, input),
  DescribeVpcAttribute({ VpcId, Attribute }, { account }) {
    const vpcId = String(VpcId)
    const vpc = account.vpcs.get(vpcId)
    if (vpc === undefined) {
      throw new FakeServiceError('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`)
    }
    return { vpcId, [String(Attribute)]: { value: vpc.dns ?? true } }
  },
  DescribeSubnets: (input, { account }) => describeSubnets(account, input),
  DescribeRouteTables: (input, { account }) => describeRouteTables(account, input),
  DescribeVpcEndpoints: (input, { account }) => describeEndpoints(account, input),
  DeleteVpcEndpoints(input, { account }) {
    const ids = input.VpcEndpointId as string[]
    const missing = ids.filter((id) => !account.endpoints.delete(id))
    for (const id of ids) releaseInterfaces(account, id)
    return { unsuccessful: missing.map(describeMissingEndpoint) }
  },
  DescribeSecurityGroups: (input, { account }) => describeSecurityGroups(account, input),
  DeleteSecurityGroup({ GroupId }, { account }) {
    account.securityGroups.delete(String(GroupId))
    return { return: true, groupId: GroupId }
  },
  DescribeNetworkInterfaces: (input, { account }) => describeInterfaces(account, input),
  DeleteNetworkInterface({ NetworkInterfaceId }, { account }) {
    deleteInterface(account, String(NetworkInterfaceId))
    return { return: true }
  },
}

/** EC2: what belongs to networks. */
export const ec2Service = createEc2Service('ec2', 'http://ec2.amazonaws.com/doc/2016-11-15/', operations)

function describeZones({ region }: FakeAccount, input: Input): object {
  const { ZoneName: names, ZoneId: ids } = input as { ZoneName?: string[]; ZoneId?: string[] }
  const missing = [...(names ?? []), ...(ids ?? [])].find(
    (wanted) => !listZones(region).some(({ name, id }) => name === wanted || id === wanted),
  )
  if (missing !== undefined) {
    throw new FakeServiceError('InvalidParameterValue', `Invalid availability zone: [${missing}]`)
  }
  const all = listZones(region).filter(({ name, id }) => (names?.includes(name) ?? true) && (ids?.includes(id) ?? true))
  const known = {
    'region-name': () => [region],
    'zone-name': ({ name }: { name: string }) => [name],
    'zone-id': ({ id }: { id: string }) => [id],
    'zone-type': () => ['availability-zone'],
    state: () => ['available'],
    'opt-in-status': () => ['opt-in-not-required'],
  }
  return {
    availabilityZoneInfo: applyFilters(all, readEc2Filters(input), known, refuseFilter).map(({ name, id }) => ({
      zoneName: name,
      zoneId: id,
      zoneState: 'available',
      zoneType: 'availability-zone',
      regionName: region,
      optInStatus: 'opt-in-not-required',
    })),
  }
}

function describeMissingEndpoint(id: string): object {
  const message = `The Vpc Endpoint Id '${id}' does not exist`
  return { resourceId: id, error: { code: 'InvalidVpcEndpoint.NotFound', message } }
}

function refuseFilter(name: string): FakeServiceError {
  return new FakeServiceError('InvalidParameterValue', `The filter '${name}' is invalid`)
}
