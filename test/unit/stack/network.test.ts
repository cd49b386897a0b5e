import { describe, expect, it } from 'vitest'
import { makeInput, variants } from './example-input.ts'
import { TemplateView } from './template-view.ts'

const withOwnVpc = variants.filter(({ changes }) => !changes.vpcId)
const withExistingVpc = variants.filter(({ changes }) => changes.vpcId)

describe.each(withOwnVpc)('network of $name', ({ changes }) => {
  const view = new TemplateView(makeInput(changes))

  it('has two subnets and no way in or out', () => {
    expect(view.all('AWS::EC2::VPC')).toHaveLength(1)
    expect(view.all('AWS::EC2::Subnet')).toHaveLength(2)
    for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::InternetGateway', 'AWS::EC2::Route', 'AWS::EC2::EIP']) {
      expect(view.all(type)).toEqual([])
    }
    for (const [, subnet] of view.all('AWS::EC2::Subnet')) expect(subnet.Properties.MapPublicIpOnLaunch).toBe(false)
  })

  it('puts database and proxy into both subnets', () => {
    const subnets = view.all('AWS::EC2::Subnet').map(([id]) => ({ Ref: id }))
    expect(view.only('AWS::RDS::DBSubnetGroup').Properties.SubnetIds).toEqual(subnets)
    expect(view.only('AWS::RDS::DBProxy').Properties.VpcSubnetIds).toEqual(subnets)
  })

  it('brings no function of its own that would empty the default security group', () => {
    expect(Object.values(view.template.Resources).filter(({ Type }) => Type.startsWith('Custom::'))).toEqual([])
  })
})

describe.each(withExistingVpc)('network of $name', ({ changes }) => {
  const view = new TemplateView(makeInput(changes))
  const subnets = changes.subnetIds?.split(',')

  it('makes nothing of a network of its own', () => {
    const kinds = Object.values(view.template.Resources).map(({ Type }) => Type)
    expect(kinds.filter((kind) => /^AWS::EC2::(VPC|Subnet.*|RouteTable|Route|InternetGateway)$/.test(kind))).toEqual([])
    expect(JSON.stringify(view.template)).not.toMatch(/unknown|AvailabilityZone|GetAZs/)
  })

  it('puts everything into the subnets given, and its groups into their VPC', () => {
    expect(subnets).toHaveLength(2)
    expect(view.only('AWS::RDS::DBSubnetGroup').Properties.SubnetIds).toEqual(subnets)
    expect(view.only('AWS::RDS::DBProxy').Properties.VpcSubnetIds).toEqual(subnets)
    for (const [, { Properties }] of view.all('AWS::Lambda::Function')) {
      expect(Properties.VpcConfig.SubnetIds).toEqual(subnets)
    }
    const groups = view.all('AWS::EC2::SecurityGroup')
    expect(groups.length).toBeGreaterThanOrEqual(2)
    for (const [, { Properties }] of groups) expect(Properties.VpcId).toBe(changes.vpcId)
    expect(view.template.Outputs).toMatchObject({
      VpcId: { Value: changes.vpcId },
      SubnetIds: { Value: changes.subnetIds },
    })
  })

  it('has an endpoint of its own unless there is a way already', () => {
    const endpoints = view.all('AWS::EC2::VPCEndpoint')
    if (changes.secretsEndpoint === 'existing') {
      expect(endpoints).toEqual([])
      return
    }
    expect(endpoints).toHaveLength(1)
    expect(endpoints[0]?.[1].Properties).toMatchObject({ VpcId: changes.vpcId, SubnetIds: subnets })
  })

  it('takes no notice of zones, which the subnets decide', () => {
    const input = makeInput({ ...changes, region: 'us-east-1' }, { availabilityZoneIds: ['use1-az1', 'use1-az2'] })
    expect(new TemplateView(input).template).toEqual(
      new TemplateView({ ...input, availabilityZoneIds: ['use1-az4', 'use1-az5'] }).template,
    )
  })
})

it('both kinds of network are looked at', () => {
  expect([withOwnVpc.length, withExistingVpc.length]).toEqual([5, 2])
})

describe('zones', () => {
  const zonesOf = (input: ReturnType<typeof makeInput>) =>
    new TemplateView(input).all('AWS::EC2::Subnet').map(([, { Properties }]) => ({
      name: Properties.AvailabilityZone,
      id: Properties.AvailabilityZoneId,
    }))

  it('are the first two of the account where RDS Proxy runs in all', () => {
    expect(zonesOf(makeInput())).toEqual([
      { name: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, id: undefined },
      { name: { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }, id: undefined },
    ])
  })

  it.each([
    ['us-east-1', 'use1-az3'],
    ['us-west-1', 'usw1-az2'],
  ])('are chosen by id in %s, where RDS Proxy cannot run in %s', (region, unsupported) => {
    const zones = zonesOf(makeInput({ region }))
    expect(new Set(zones.map(({ id }) => id)).size).toBe(2)
    for (const { name, id } of zones) {
      expect(name).toBeUndefined()
      expect(id).toMatch(new RegExp(`^${unsupported.split('-')[0]}-az\\d$`))
      expect(id).not.toBe(unsupported)
    }
  })

  it('are the ones given, if any', () => {
    const zones = zonesOf(makeInput({}, { availabilityZoneIds: ['euw1-az2', 'euw1-az3'] }))
    expect(zones.map(({ id }) => id)).toEqual(['euw1-az2', 'euw1-az3'])
  })
})
