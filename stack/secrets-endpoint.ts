import { InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2'
import { Construct } from 'constructs'
import type { Network } from './network.ts'
import type { SecurityGroups } from './security-groups.ts'

export interface SecretsEndpointProps {
  network: Network
  groups: SecurityGroups
  /** In how many of the zones; functions in another zone use it too. Each zone costs by the hour. */
  zones: number
}

/** The functions' only way to Secrets Manager out of subnets without a way out. Open to the functions alone. */
export class SecretsEndpoint extends Construct {
  readonly endpoint: InterfaceVpcEndpoint

  constructor(scope: Construct, id: string, { network, groups, zones }: SecretsEndpointProps) {
    super(scope, id)
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc: network.vpc,
      description: 'Secrets Manager endpoint',
      allowAllOutbound: false,
    })
    group.addIngressRule(
      Peer.securityGroupId(groups.functions.securityGroupId),
      Port.tcp(443),
      'Functions read and rotate the secret',
    )
    this.endpoint = new InterfaceVpcEndpoint(this, 'Endpoint', {
      vpc: network.vpc,
      service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      subnets: { subnets: network.subnets.slice(0, zones) },
      securityGroups: [group],
      open: false,
    })
  }
}
