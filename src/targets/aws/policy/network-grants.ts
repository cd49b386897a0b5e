import { onNew, onOwn, throughCloudFormation } from './conditions.ts'
import type { Grant, GrantRow } from './grant.ts'
import { type PolicyPlace, writeArn } from './place.ts'

/** EC2 lets descriptions be narrowed to nothing but a region. */
function describing(...names: string[]): GrantRow {
  return () => ({ actions: names.map((name) => `ec2:Describe${name}`), resources: ['*'] })
}

function ec2Arns(place: PolicyPlace, ...kinds: string[]): string[] {
  return kinds.map((kind) => writeArn(place, 'ec2', `${kind}/*`))
}

/**
 * Something new of a kind. What is made inside a VPC, or out of subnets and groups, is not joined with their own rows:
 * new things have no tag yet, and so the condition would let in those of others.
 */
function making(action: string, kind: string): GrantRow {
  const joinable = !['vpc', 'vpc-endpoint'].includes(kind)
  return (place) => ({
    actions: [`ec2:${action}`],
    resources: ec2Arns(place, kind),
    condition: onNew(place),
    ...(joinable && { joinable: true }),
  })
}

/** Something that is there and the environment's own. */
function touching(actions: readonly string[], ...kinds: string[]): GrantRow {
  return (place) => ({
    actions: actions.map((action) => `ec2:${action}`),
    resources: ec2Arns(place, ...kinds),
    condition: onOwn(place),
    joinable: true,
  })
}

function tagging(kind: string): GrantRow[] {
  return [making('CreateTags', kind), touching(['DeleteTags'], kind)]
}

const ruleActions = [
  'AuthorizeSecurityGroupIngress',
  'RevokeSecurityGroupIngress',
  'AuthorizeSecurityGroupEgress',
  'RevokeSecurityGroupEgress',
  'UpdateSecurityGroupRuleDescriptionsIngress',
  'UpdateSecurityGroupRuleDescriptionsEgress',
]

const rules: readonly GrantRow[] = [
  describing('SecurityGroups', 'SecurityGroupRules'),
  touching(ruleActions, 'security-group'),
  (place): Grant => ({
    actions: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:AuthorizeSecurityGroupEgress'],
    resources: ec2Arns(place, 'security-group-rule'),
    condition: throughCloudFormation,
  }),
]

/**
 * What CloudFormation calls for each kind of network resource. Source: the handlers' permissions in the schemas of the
 * CloudFormation registry, without those of features that the stack does not use.
 */
export const networkGrants: Readonly<Record<string, readonly GrantRow[]>> = {
  'AWS::EC2::VPC': [
    describing('Vpcs', 'VpcAttribute', 'NetworkAcls', 'SecurityGroups'),
    making('CreateVpc', 'vpc'),
    touching(['ModifyVpcAttribute', 'DeleteVpc'], 'vpc'),
    ...tagging('vpc'),
  ],
  'AWS::EC2::Subnet': [
    describing('Subnets', 'NetworkAcls', 'AvailabilityZones'),
    making('CreateSubnet', 'subnet'),
    touching(['CreateSubnet'], 'vpc'),
    touching(['ModifySubnetAttribute', 'DeleteSubnet'], 'subnet'),
    ...tagging('subnet'),
  ],
  'AWS::EC2::RouteTable': [
    describing('RouteTables'),
    making('CreateRouteTable', 'route-table'),
    touching(['CreateRouteTable'], 'vpc'),
    touching(['DeleteRouteTable'], 'route-table'),
    ...tagging('route-table'),
  ],
  'AWS::EC2::SubnetRouteTableAssociation': [
    describing('RouteTables', 'Subnets'),
    touching(
      ['AssociateRouteTable', 'ReplaceRouteTableAssociation', 'DisassociateRouteTable'],
      'subnet',
      'route-table',
    ),
  ],
  'AWS::EC2::SecurityGroup': [
    describing('Instances'),
    making('CreateSecurityGroup', 'security-group'),
    touching(['DeleteSecurityGroup'], 'security-group'),
    ...tagging('security-group'),
    ...rules,
  ],
  'AWS::EC2::SecurityGroupIngress': rules,
  'AWS::EC2::SecurityGroupEgress': rules,
  'AWS::EC2::VPCEndpoint': [
    describing('VpcEndpoints', 'Subnets', 'SecurityGroups', 'Vpcs'),
    making('CreateVpcEndpoint', 'vpc-endpoint'),
    touching(['CreateVpcEndpoint'], 'security-group'),
    touching(['ModifyVpcEndpoint', 'DeleteVpcEndpoints'], 'vpc-endpoint'),
    touching(['ModifyVpcEndpoint'], 'security-group'),
    ...tagging('vpc-endpoint'),
  ],
}

/**
 * What is made inside a VPC touches that VPC too: the environment's own, by its tag; one that was there before, by its id.
 * @param vpcIds ids of VPCs that are not the environment's; empty: all are
 * @param subnetIds ids of subnets that are not the environment's
 */
export function grantPlaces(vpcIds: readonly string[], subnetIds: readonly string[], hasEndpoint: boolean): GrantRow[] {
  const inVpc = ['ec2:CreateSecurityGroup', ...(hasEndpoint ? ['ec2:CreateVpcEndpoint'] : [])]
  const inSubnet = hasEndpoint ? ['ec2:CreateVpcEndpoint', 'ec2:ModifyVpcEndpoint'] : []
  return [place(inVpc, 'vpc', vpcIds), ...(inSubnet.length > 0 ? [place(inSubnet, 'subnet', subnetIds)] : [])]
}

function place(actions: string[], kind: string, ids: readonly string[]): GrantRow {
  return (where) => ({
    actions,
    resources: ids.length > 0 ? ids.map((id) => writeArn(where, 'ec2', `${kind}/${id}`)) : ec2Arns(where, kind),
    condition: ids.length > 0 ? throughCloudFormation : onOwn(where),
    ...(ids.length === 0 && { joinable: true }),
  })
}
