import type { CfnSubnet, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2'
import { IpAddresses, Subnet, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Construct } from 'constructs'

export interface NetworkProps {
  /** Zone ids; absent: the account's first two zones of the region. */
  zoneIds?: readonly [string, string] | undefined
  /** Subnets that exist, in different zones, and their VPC; absent: a VPC of its own is made. */
  existing?: ExistingNetwork | undefined
}

export interface ExistingNetwork {
  vpcId: string
  subnetIds: readonly string[]
}

/** The VPC and at least two of its subnets in different zones, as RDS Proxy and a DB subnet group need them. */
export class Network extends Construct {
  readonly vpc: IVpc
  readonly subnets: readonly ISubnet[]

  constructor(scope: Construct, id: string, { existing, zoneIds }: NetworkProps) {
    super(scope, id)
    const { vpc, subnets } = existing ? this.useExisting(existing) : this.makeOwn(zoneIds)
    this.vpc = vpc
    this.subnets = subnets
  }

  /**
   * One isolated subnet in each of two zones. There is no way in or out: no internet gateway and no NAT gateway (two of
   * those would cost more than everything else together).
   */
  private makeOwn(zoneIds: NetworkProps['zoneIds']) {
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
      maxAzs: 2,
      natGateways: 0,
      createInternetGateway: false,
      subnetConfiguration: [{ name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 20 }],
      // The CDK would empty the default group with a custom resource: a function, a role and a log group of their own.
      // Nothing is ever put into that group.
      restrictDefaultSecurityGroup: false,
    })
    if (zoneIds) placeSubnets(vpc.isolatedSubnets, zoneIds)
    // The CDK is compiled without exactOptionalPropertyTypes, so its classes do not match its own interfaces here.
    return { vpc: vpc as IVpc, subnets: vpc.isolatedSubnets }
  }

  /** Makes and changes nothing. The CDK wants a zone, but the template has none: they are not known here. */
  private useExisting({ vpcId, subnetIds }: ExistingNetwork) {
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones: ['unknown'] })
    const subnets = subnetIds.map((subnetId, index) => Subnet.fromSubnetId(this, `Subnet${index + 1}`, subnetId))
    return { vpc, subnets }
  }
}

function placeSubnets(subnets: readonly ISubnet[], zoneIds: readonly string[]) {
  for (const [index, zoneId] of zoneIds.entries()) {
    const subnet = subnets[index]?.node.defaultChild as CfnSubnet
    subnet.addPropertyDeletionOverride('AvailabilityZone')
    subnet.availabilityZoneId = zoneId
  }
}
