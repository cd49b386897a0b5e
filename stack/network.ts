import type { CfnSubnet, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2'
import { IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Construct } from 'constructs'

export interface NetworkProps {
  /** Zone ids; absent: the account's first two zones of the region. */
  zoneIds?: readonly [string, string] | undefined
}

/**
 * A VPC with one isolated subnet in each of two zones, as RDS Proxy and a DB subnet group need them. There is no way
 * in or out: no internet gateway and no NAT gateway (two of those would cost more than everything else together).
 */
export class Network extends Construct {
  readonly vpc: IVpc
  readonly subnets: readonly ISubnet[]

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id)
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
    // The CDK is compiled without exactOptionalPropertyTypes, so its classes do not match its own interfaces here.
    this.vpc = vpc as IVpc
    this.subnets = vpc.isolatedSubnets
    if (props.zoneIds) this.placeSubnets(props.zoneIds)
  }

  private placeSubnets(zoneIds: readonly string[]) {
    for (const [index, zoneId] of zoneIds.entries()) {
      const subnet = this.subnets[index]?.node.defaultChild as CfnSubnet
      subnet.addPropertyDeletionOverride('AvailabilityZone')
      subnet.availabilityZoneId = zoneId
    }
  }
}
