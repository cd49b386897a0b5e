import type { FakeAccount } from '../account.ts'
import { FakeServiceError, type ResourceContext, type ResourceKind } from '../service.ts'
import type { FakeRule } from '../state/network.ts'
import { addInterfaces, releaseInterfaces } from '../state/network-interfaces.ts'
import { collectTags } from '../state/tags.ts'
import { awaitInterfaces } from './dependents.ts'
import { nameResource } from './physical-name.ts'
import { readFlag, readList, readNumber, readText } from './properties.ts'

const vpc: ResourceKind = {
  seconds: { create: 15, delete: 3 },
  replacedBy: ['CidrBlock'],
  create(properties, context) {
    const { account } = context
    const id = `vpc-${account.ids.make(17)}`
    const cidr = readText(properties, 'CidrBlock')
    account.vpcs.set(id, { id, cidr, isDefault: false, tags: collectTags(properties, context) })
    const groupId = addDefaultGroup(id, context)
    return { physicalId: id, attributes: { VpcId: id, CidrBlock: cidr, DefaultSecurityGroup: groupId } }
  },
  delete(id, _, { account }) {
    account.vpcs.delete(id)
    // The group that AWS made with it goes with it.
    for (const group of account.securityGroups.values()) {
      if (group.vpcId === id && group.name === 'default') account.securityGroups.delete(group.id)
    }
  },
}

function addDefaultGroup(vpcId: string, { account }: ResourceContext): string {
  const id = `sg-${account.ids.make(17)}`
  const description = 'default VPC security group'
  account.securityGroups.set(id, { id, vpcId, name: 'default', description, ingress: [], egress: [], tags: {} })
  return id
}

const subnet: ResourceKind = {
  seconds: { create: 3, delete: 2 },
  replacedBy: ['AvailabilityZone', 'AvailabilityZoneId', 'CidrBlock', 'VpcId'],
  create(properties, context) {
    const { account } = context
    const id = `subnet-${account.ids.make(17)}`
    const zone = readText(properties, 'AvailabilityZone') || readText(properties, 'AvailabilityZoneId')
    const vpcId = readText(properties, 'VpcId')
    const cidr = readText(properties, 'CidrBlock')
    requireVpc(account, vpcId)
    account.subnets.set(id, { id, vpcId, cidr, zone, tags: collectTags(properties, context) })
    return { physicalId: id, attributes: { SubnetId: id, AvailabilityZone: zone, VpcId: vpcId, CidrBlock: cidr } }
  },
  finish(operation, id, _, context) {
    if (operation !== 'delete') return true
    if (!awaitInterfaces('subnet', id, context, (each) => each.subnetId === id)) return false
    return context.account.subnets.delete(id) || true
  },
}

const routeTable: ResourceKind = {
  seconds: { create: 10, delete: 2 },
  replacedBy: ['VpcId'],
  create(properties, { account }) {
    const id = `rtb-${account.ids.make(17)}`
    account.routeTables.set(id, { id, vpcId: readText(properties, 'VpcId') })
    return { physicalId: id, attributes: { RouteTableId: id } }
  },
  delete: (id, _, { account }) => void account.routeTables.delete(id),
}

const routeTableAssociation: ResourceKind = {
  seconds: { create: 3, delete: 2 },
  replacedBy: ['SubnetId'],
  create(_, { account }) {
    const id = `rtbassoc-${account.ids.make(17)}`
    return { physicalId: id, attributes: { Id: id } }
  },
}

const securityGroup: ResourceKind = {
  seconds: { create: 10, delete: 2 },
  replacedBy: ['GroupDescription', 'GroupName', 'VpcId'],
  create(properties, context) {
    const { account } = context
    const id = `sg-${account.ids.make(17)}`
    const vpcId = readText(properties, 'VpcId')
    requireVpc(account, vpcId)
    account.securityGroups.set(id, {
      id,
      vpcId,
      name: readText(properties, 'GroupName') || nameResource(context, 255),
      description: readText(properties, 'GroupDescription'),
      ingress: readList<Record<string, unknown>>(properties, 'SecurityGroupIngress').map(readRule),
      egress: readList<Record<string, unknown>>(properties, 'SecurityGroupEgress').map(readRule),
      tags: collectTags(properties, context),
    })
    return { physicalId: id, attributes: { GroupId: id, Id: id, VpcId: vpcId } }
  },
  finish(operation, id, _, context) {
    if (operation !== 'delete') return true
    if (!awaitInterfaces('resource', id, context, (each) => each.securityGroupIds.includes(id))) return false
    return context.account.securityGroups.delete(id) || true
  },
}

/** @throws FakeServiceError in EC2's words */
function requireVpc(account: FakeAccount, id: string): void {
  if (account.vpcs.has(id)) return
  throw new FakeServiceError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`)
}

function readRule(rule: Record<string, unknown>): FakeRule {
  const ports =
    rule.FromPort === undefined ? {} : { fromPort: readNumber(rule, 'FromPort'), toPort: readNumber(rule, 'ToPort') }
  return {
    protocol: readText(rule, 'IpProtocol'),
    ...ports,
    ...(rule.CidrIp !== undefined && { cidr: readText(rule, 'CidrIp') }),
    ...(rule.SourceSecurityGroupId !== undefined && { sourceGroupId: readText(rule, 'SourceSecurityGroupId') }),
    ...(rule.Description !== undefined && { description: readText(rule, 'Description') }),
  }
}

const ingress: ResourceKind = {
  seconds: { create: 2, delete: 2 },
  replacedBy: ['GroupId', 'IpProtocol', 'FromPort', 'ToPort', 'SourceSecurityGroupId', 'CidrIp'],
  create(properties, { account }) {
    account.securityGroups.get(readText(properties, 'GroupId'))?.ingress.push(readRule(properties))
    const id = `sgr-${account.ids.make(17)}`
    return { physicalId: id, attributes: { Id: id } }
  },
  delete(_, properties, { account }) {
    const group = account.securityGroups.get(readText(properties, 'GroupId'))
    if (group === undefined) return
    const wanted = JSON.stringify(readRule(properties))
    group.ingress = group.ingress.filter((rule) => JSON.stringify(rule) !== wanted)
  },
}

const vpcEndpoint: ResourceKind = {
  seconds: { create: 60, update: 30, delete: 60 },
  replacedBy: ['ServiceName', 'VpcEndpointType', 'VpcId'],
  create(properties, context) {
    const { account } = context
    const id = `vpce-${account.ids.make(17)}`
    const endpoint = {
      id,
      vpcId: readText(properties, 'VpcId'),
      serviceName: readText(properties, 'ServiceName'),
      type: readText(properties, 'VpcEndpointType', 'Gateway'),
      state: 'pending' as const,
      subnetIds: readList(properties, 'SubnetIds'),
      securityGroupIds: readList(properties, 'SecurityGroupIds'),
      privateDns: readFlag(properties, 'PrivateDnsEnabled'),
      createdAt: account.now(),
      tags: collectTags(properties, context),
    }
    account.endpoints.set(id, endpoint)
    addInterfaces(account, id, endpoint, { description: `VPC Endpoint Interface ${id}`, type: 'vpc_endpoint' })
    return { physicalId: id, attributes: { Id: id } }
  },
  update(id, properties, _, { account }) {
    const endpoint = account.endpoints.get(id)
    if (endpoint) {
      endpoint.subnetIds = readList(properties, 'SubnetIds')
      endpoint.securityGroupIds = readList(properties, 'SecurityGroupIds')
      releaseInterfaces(account, id)
      addInterfaces(account, id, endpoint, { description: `VPC Endpoint Interface ${id}`, type: 'vpc_endpoint' })
    }
    return { physicalId: id, attributes: { Id: id } }
  },
  delete(id, _, { account }) {
    const endpoint = account.endpoints.get(id)
    if (endpoint) endpoint.state = 'deleting'
  },
  finish(operation, id, _, { account }) {
    const endpoint = account.endpoints.get(id)
    if (operation !== 'delete') {
      if (endpoint) endpoint.state = 'available'
      return true
    }
    account.endpoints.delete(id)
    releaseInterfaces(account, id)
    return true
  },
}

export const networkKinds: Record<string, ResourceKind> = {
  'AWS::EC2::VPC': vpc,
  'AWS::EC2::Subnet': subnet,
  'AWS::EC2::RouteTable': routeTable,
  'AWS::EC2::SubnetRouteTableAssociation': routeTableAssociation,
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupIngress': ingress,
  'AWS::EC2::VPCEndpoint': vpcEndpoint,
}
