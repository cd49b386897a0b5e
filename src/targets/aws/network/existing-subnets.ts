import type { Subnet } from '@aws-sdk/client-ec2'
import { hasProxy } from '../../../../stack/zones.ts'
import { UserError } from '../../../errors.ts'
import { writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'

/**
 * Whether database, proxy and functions can be placed in these subnets: all of the VPC named, each in another zone
 * (an endpoint takes one of a zone only), two of them in zones that RDS Proxy runs in.
 * @throws UserError that names the subnet
 */
export function checkPlaces(env: AwsEnvironment, vpcId: string, subnets: readonly Subnet[]): void {
  const stranger = subnets.find((subnet) => subnet.VpcId !== vpcId)
  if (stranger) {
    throw refuse(
      env,
      'SubnetInOtherVpc',
      `Subnet ${stranger.SubnetId} is in the VPC ${stranger.VpcId}, and not in ${vpcId}.`,
    )
  }
  const twins = findTwins(subnets)
  if (twins) {
    const [one, other] = twins
    throw refuse(
      env,
      'SubnetsInOneZone',
      `Subnets ${one.SubnetId} and ${other.SubnetId} are in the same zone ${one.AvailabilityZoneId}; each has to be in a zone of its own.`,
    )
  }
  const without = subnets.filter(({ AvailabilityZoneId }) => !hasProxy(AvailabilityZoneId ?? ''))
  if (subnets.length - without.length < 2) throw refuseZones(env, without)
}

function refuseZones(env: AwsEnvironment, without: readonly Subnet[]): UserError {
  const places = without.map(({ SubnetId, AvailabilityZoneId }) => `${SubnetId} is in ${AvailabilityZoneId}`)
  return refuse(
    env,
    'ZoneWithoutProxy',
    `RDS Proxy needs subnets in two zones that it runs in, and it does not run in all of these: ${places.join(', ')}.`,
  )
}

function findTwins(subnets: readonly Subnet[]): [Subnet, Subnet] | undefined {
  for (const [index, one] of subnets.entries()) {
    const other = subnets.slice(index + 1).find((each) => each.AvailabilityZoneId === one.AvailabilityZoneId)
    if (other) return [one, other]
  }
  return undefined
}

function refuse(env: AwsEnvironment, name: string, message: string): UserError {
  return new UserError({ name, message, nextSteps: [listSubnetsCommand(env), otherSubnets] })
}

/** Shows what could be given instead. */
export function listSubnetsCommand(env: AwsEnvironment): string {
  const query = "--query 'Subnets[].[SubnetId,VpcId,AvailabilityZoneId]' --output text"
  return writeAwsCommand(`ec2 describe-subnets ${query}`, env)
}

/** To be put behind what was typed: an environment that is not kept yet can be given to `init` only. */
export const otherSubnets = '--subnet-ids SUBNET,SUBNET'
