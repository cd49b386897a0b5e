import {
  DeleteNetworkInterfaceCommand,
  DeleteVpcEndpointsCommand,
  DescribeAvailabilityZonesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FakeAws } from '../../../../fakes/aws/server.ts'
import { addExistingNetwork } from '../../../../fakes/aws/state/existing-network.ts'
import { addInterfaces, releaseInterfaces } from '../../../../fakes/aws/state/network-interfaces.ts'
import { deployStack, reach, readOutputs, startWithCode } from '../whole-stack.ts'

let aws: FakeAws
let client: EC2Client
let outputs: Record<string, string>

beforeAll(async () => {
  aws = await startWithCode()
  client = new EC2Client(reach(aws))
  await deployStack(aws)
  outputs = await readOutputs(aws)
})

afterAll(() => aws.close())

describe('places', () => {
  it('N1 have zones whose names are not in the order of their ids', async () => {
    const { AvailabilityZones } = await client.send(new DescribeAvailabilityZonesCommand({}))
    expect(AvailabilityZones?.map(({ ZoneName, ZoneId }) => `${ZoneName} ${ZoneId}`)).toEqual([
      'eu-west-1a euw1-az3',
      'eu-west-1b euw1-az1',
      'eu-west-1c euw1-az2',
    ])
    const virginia = new EC2Client(reach(aws, 'us-east-1'))
    const byId = new DescribeAvailabilityZonesCommand({ ZoneIds: ['use1-az3'] })
    expect((await virginia.send(byId)).AvailabilityZones?.[0]?.ZoneName).toBe('us-east-1e')
    const { Regions } = await client.send(new DescribeRegionsCommand({}))
    expect(Regions?.map(({ RegionName }) => RegionName)).toContain('eu-west-1')
  })

  it('N2 have somebody else’s network when a test makes one', async () => {
    addExistingNetwork(aws.account, { vpcId: 'vpc-0there', subnetIds: ['subnet-0a', 'subnet-0b'], dns: false })
    const { Subnets } = await client.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-0a', 'subnet-0b'] }))
    expect(Subnets).toMatchObject([
      { VpcId: 'vpc-0there', AvailabilityZone: 'eu-west-1a', AvailabilityZoneId: 'euw1-az3' },
      { VpcId: 'vpc-0there', AvailabilityZone: 'eu-west-1b', AvailabilityZoneId: 'euw1-az1' },
    ])
    const asked = { VpcId: 'vpc-0there', Attribute: 'enableDnsSupport' as const }
    const { EnableDnsSupport } = await client.send(new DescribeVpcAttributeCommand(asked))
    expect(EnableDnsSupport?.Value).toBe(false)
    await expect(client.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-0c'] }))).rejects.toMatchObject({
      name: 'InvalidSubnetID.NotFound',
      message: "The subnet ID 'subnet-0c' does not exist",
    })
    await expect(client.send(new DescribeVpcsCommand({ VpcIds: ['vpc-0'] }))).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
    })
  })
})

describe('security groups', () => {
  it('N3 have exactly the rules of the stack', async () => {
    const GroupIds = [outputs.ConnectionsSecurityGroupId ?? '', outputs.FunctionsSecurityGroupId ?? '']
    const { SecurityGroups } = await client.send(new DescribeSecurityGroupsCommand({ GroupIds }))
    const sources = (id: string) =>
      SecurityGroups?.find(({ GroupId }) => GroupId === id)?.IpPermissions?.map(
        ({ FromPort, UserIdGroupPairs }) => `${FromPort} ${UserIdGroupPairs?.[0]?.GroupId}`,
      )
    expect(sources(GroupIds[0] ?? '')?.sort()).toEqual(GroupIds.map((id) => `3306 ${id}`).sort())
    expect(sources(GroupIds[1] ?? '')).toEqual([])
    const Filters = [
      { Name: 'vpc-id', Values: [outputs.VpcId ?? ''] },
      { Name: 'group-name', Values: ['default'] },
    ]
    const byDefault = await client.send(new DescribeSecurityGroupsCommand({ Filters }))
    expect(byDefault.SecurityGroups).toHaveLength(1)
  })
})

describe('network interfaces', () => {
  const list = async (name: string, value: string | undefined) => {
    const Filters = [{ Name: name, Values: [value ?? ''] }]
    return (await client.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces ?? []
  }

  it('N4 are found by group, description and status', async () => {
    const ofFunctions = await list('group-id', outputs.FunctionsSecurityGroupId)
    expect(ofFunctions).toMatchObject([
      { InterfaceType: 'lambda', Status: 'in-use', Description: expect.stringMatching(/^AWS Lambda VPC ENI-/) },
      { InterfaceType: 'lambda', RequesterManaged: true, Attachment: { Status: 'attached' } },
    ])
    expect(await list('description', 'AWS Lambda VPC ENI-*')).toEqual(ofFunctions)
    expect(await list('status', 'available')).toEqual([])
    expect((await list('group-id', outputs.ConnectionsSecurityGroupId)).map(({ Description }) => Description)).toEqual(
      expect.arrayContaining(['RDSNetworkInterface', `Network interface for DBProxy ${outputs.ProxyName}`]),
    )
  })

  it('N5 can be deleted when nothing uses them', async () => {
    const [used] = await list('description', 'RDSNetworkInterface')
    const remove = (NetworkInterfaceId: string | undefined) =>
      client.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }))
    await expect(remove(used?.NetworkInterfaceId)).rejects.toThrow('is currently in use')
    const subnetIds = (outputs.SubnetIds ?? '').split(',').slice(0, 1)
    addInterfaces(aws.account, 'left', { subnetIds, securityGroupIds: [] }, { description: 'left', type: 'interface' })
    releaseInterfaces(aws.account, 'left', 10_000)
    const [left] = await list('status', 'available')
    await remove(left?.NetworkInterfaceId)
    await expect(remove(left?.NetworkInterfaceId)).rejects.toMatchObject({
      name: 'InvalidNetworkInterfaceID.NotFound',
    })
  })
})

describe('endpoints', () => {
  it('N6 are found by their VPC and can be deleted', async () => {
    const Filters = [{ Name: 'vpc-id', Values: [outputs.VpcId ?? ''] }]
    const describeAll = () => client.send(new DescribeVpcEndpointsCommand({ Filters }))
    const [endpoint] = (await describeAll()).VpcEndpoints ?? []
    expect(endpoint).toMatchObject({ State: 'available', ServiceName: 'com.amazonaws.eu-west-1.secretsmanager' })
    const ids = [endpoint?.VpcEndpointId ?? '', 'vpce-0none']
    const { Unsuccessful } = await client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: ids }))
    expect(Unsuccessful?.map(({ ResourceId }) => ResourceId)).toEqual(['vpce-0none'])
    expect((await describeAll()).VpcEndpoints).toEqual([])
  })
})
