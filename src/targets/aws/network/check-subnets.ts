import type { Subnet } from '@aws-sdk/client-ec2'
import { UserError } from '../../../errors.ts'
import type { AwsSettings } from '../../../settings/settings.ts'
import type { AwsEnvironment } from '../environment.ts'
import { checkPlaces, listSubnetsCommand, otherSubnets } from './existing-subnets.ts'
import { checkSecretsWay } from './secrets-way.ts'

/**
 * Looks before a deploy at subnets that exist, since CloudFormation finds out what is wrong with them only after
 * minutes. Asks nothing when the VPC is the environment's own.
 * @returns sentences on what the user has to see to, and nobody can check from here
 * @throws UserError for subnets, or a VPC, in which it could not work; the SDK's errors
 */
export async function checkSubnets(env: AwsEnvironment, settings: AwsSettings): Promise<string[]> {
  const { vpcId, subnetIds, clientAuth } = settings
  if (vpcId === '') return []
  checkPlaces(env, vpcId, await readSubnets(env, subnetIds.split(',')))
  return clientAuth === 'secret' ? checkSecretsWay(env, settings) : []
}

async function readSubnets(env: AwsEnvironment, ids: readonly string[]): Promise<Subnet[]> {
  const { DescribeSubnetsCommand } = await import('@aws-sdk/client-ec2')
  const client = await env.clients.ec2()
  try {
    const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({ SubnetIds: [...new Set(ids)] }))
    return Subnets
  } catch (error) {
    throw isMissingSubnet(error) ? describeMissing(env, error) : error
  }
}

function isMissingSubnet(error: unknown): error is Error {
  return error instanceof Error && /^InvalidSubnetI[Dd]\.(NotFound|Malformed)$/.test(error.name)
}

/** EC2 names the first id only that it does not know. */
function describeMissing(env: AwsEnvironment, error: Error): UserError {
  const id = /subnet-[0-9a-f]+/.exec(error.message)?.[0]
  return new UserError({
    name: 'SubnetNotFound',
    message: `There is no subnet ${id ?? 'of these ids'} in ${env.region} in this account.`,
    nextSteps: [listSubnetsCommand(env), otherSubnets],
    cause: error,
  })
}
