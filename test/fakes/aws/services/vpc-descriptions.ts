import type { FakeAccount } from '../account.ts'
import type { Input } from '../protocols/operations.ts'
import { FakeServiceError } from '../service.ts'
import { findZone } from '../state/zones.ts'
import { listEc2, writeTagSet } from './ec2-listing.ts'

export function describeVpcs(account: FakeAccount, input: Input): object {
  return listEc2(input, {
    all: [...account.vpcs.values()],
    idsMember: 'VpcId',
    missing: (id) => new FakeServiceError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`),
    filters: {
      'vpc-id': ({ id }) => [id],
      cidr: ({ cidr }) => [cidr],
      'is-default': ({ isDefault }) => [String(isDefault)],
      state: () => ['available'],
    },
    describe: ({ id, cidr, isDefault, tags }) => ({
      vpcId: id,
      state: 'available',
      cidrBlock: cidr,
      isDefault,
      instanceTenancy: 'default',
      ownerId: account.id,
      tagSet: writeTagSet(tags),
    }),
    answerMember: 'vpcSet',
  })
}

export function describeSubnets(account: FakeAccount, input: Input): object {
  const zoneOf = (zone: string) => findZone(account.region, zone)
  return listEc2(input, {
    all: [...account.subnets.values()],
    idsMember: 'SubnetId',
    missing: (id) => new FakeServiceError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
    filters: {
      'subnet-id': ({ id }) => [id],
      'vpc-id': ({ vpcId }) => [vpcId],
      'availability-zone': ({ zone }) => [zoneOf(zone).name],
      'availability-zone-id': ({ zone }) => [zoneOf(zone).id],
      state: () => ['available'],
    },
    describe: ({ id, vpcId, cidr, zone, tags }) => ({
      subnetId: id,
      subnetArn: account.arn('ec2', `subnet/${id}`),
      vpcId,
      state: 'available',
      cidrBlock: cidr,
      availableIpAddressCount: 4_091,
      availabilityZone: zoneOf(zone).name,
      availabilityZoneId: zoneOf(zone).id,
      defaultForAz: false,
      mapPublicIpOnLaunch: false,
      ownerId: account.id,
      tagSet: writeTagSet(tags),
    }),
    answerMember: 'subnetSet',
  })
}

export function describeRouteTables(account: FakeAccount, input: Input): object {
  return listEc2(input, {
    all: [...account.routeTables.values()],
    idsMember: 'RouteTableId',
    missing: (id) => new FakeServiceError('InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`),
    filters: { 'vpc-id': ({ vpcId }) => [vpcId], 'route-table-id': ({ id }) => [id] },
    describe: ({ id, vpcId }) => ({
      routeTableId: id,
      vpcId,
      routeSet: [{ destinationCidrBlock: account.vpcs.get(vpcId)?.cidr, gatewayId: 'local', state: 'active' }],
    }),
    answerMember: 'routeTableSet',
  })
}

export function describeEndpoints(account: FakeAccount, input: Input): object {
  return listEc2(input, {
    all: [...account.endpoints.values()],
    idsMember: 'VpcEndpointId',
    missing: (id) =>
      new FakeServiceError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`),
    filters: {
      'vpc-endpoint-id': ({ id }) => [id],
      'vpc-id': ({ vpcId }) => [vpcId],
      'service-name': ({ serviceName }) => [serviceName],
      'vpc-endpoint-type': ({ type }) => [type],
      'vpc-endpoint-state': ({ state }) => [state],
    },
    describe: (endpoint) => ({
      vpcEndpointId: endpoint.id,
      vpcEndpointType: endpoint.type,
      vpcId: endpoint.vpcId,
      serviceName: endpoint.serviceName,
      state: endpoint.state,
      subnetIdSet: endpoint.subnetIds,
      groupSet: endpoint.securityGroupIds.map((groupId) => ({
        groupId,
        groupName: account.securityGroups.get(groupId)?.name,
      })),
      privateDnsEnabled: endpoint.privateDns,
      requesterManaged: false,
      networkInterfaceIdSet: [...account.interfaces.values()]
        .filter(({ users }) => users.has(endpoint.id))
        .map(({ id }) => id),
      creationTimestamp: new Date(endpoint.createdAt),
      ownerId: account.id,
      tagSet: writeTagSet(endpoint.tags),
    }),
    answerMember: 'vpcEndpointSet',
  })
}
