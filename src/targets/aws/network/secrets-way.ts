import type { VpcEndpoint } from '@aws-sdk/client-ec2'
import { UserError } from '../../../errors.ts'
import type { AwsSettings } from '../../../settings/settings.ts'
import { writeAwsCommand } from '../aws-command.ts'
import type { AwsEnvironment } from '../environment.ts'

/**
 * Whether the functions will reach Secrets Manager from an existing VPC: by an endpoint of their own, of which there
 * can be one only for a VPC's private DNS, or by the way that is there.
 * @returns sentences on what the user has to see to, and nobody can check from here
 * @throws UserError when CloudFormation would fail
 */
export async function checkSecretsWay(
  env: AwsEnvironment,
  { vpcId, secretsEndpoint }: Pick<AwsSettings, 'vpcId' | 'secretsEndpoint'>,
): Promise<string[]> {
  const endpoints = (await listSecretsEndpoints(env, vpcId)).filter((endpoint) => !isOwn(env, endpoint))
  const resolving = endpoints.find(({ PrivateDnsEnabled }) => PrivateDnsEnabled)
  if (secretsEndpoint === 'existing') return [describeWay(vpcId, resolving)]
  if (resolving) throw refuseSecond(vpcId, resolving)
  await checkNames(env, vpcId)
  return []
}

async function listSecretsEndpoints({ clients, region }: AwsEnvironment, vpcId: string): Promise<VpcEndpoint[]> {
  const { DescribeVpcEndpointsCommand } = await import('@aws-sdk/client-ec2')
  const client = await clients.ec2()
  const { VpcEndpoints = [] } = await client.send(
    new DescribeVpcEndpointsCommand({
      Filters: [
        { Name: 'vpc-id', Values: [vpcId] },
        // The name is the same in all partitions but China's, where it begins with `cn.`.
        {
          Name: 'service-name',
          Values: [`com.amazonaws.${region}.secretsmanager`, `cn.com.amazonaws.${region}.secretsmanager`],
        },
      ],
    }),
  )
  return VpcEndpoints.filter(({ State }) => !/^(deleting|deleted|failed|rejected|expired)$/i.test(State ?? ''))
}

/** The environment's own endpoint is no obstacle to its next deploy. */
function isOwn({ name }: AwsEnvironment, { Tags = [] }: VpcEndpoint): boolean {
  return Tags.some(({ Key, Value }) => Key === 'rds-proxy-webhook:environment' && Value === name)
}

function describeWay(vpcId: string, endpoint: VpcEndpoint | undefined): string {
  if (!endpoint) {
    return `${vpcId} has no endpoint of Secrets Manager with private DNS: the subnets need a NAT gateway, or the functions cannot read the secret.`
  }
  const groups = (endpoint.Groups ?? []).map(({ GroupId }) => GroupId).join(', ')
  return `The functions read the secret through ${endpoint.VpcEndpointId}: its security group ${groups} has to let them in on port 443.`
}

function refuseSecond(vpcId: string, { VpcEndpointId }: VpcEndpoint): UserError {
  return new UserError({
    name: 'SecretsEndpointExists',
    message: `${vpcId} has an endpoint of Secrets Manager with private DNS already (${VpcEndpointId}), and there can be only one.`,
    nextSteps: ['--secrets-endpoint existing', '--client-auth iam'],
  })
}

/** Without these two the endpoint has no name that the functions could find. */
async function checkNames(env: AwsEnvironment, vpcId: string): Promise<void> {
  const { DescribeVpcAttributeCommand } = await import('@aws-sdk/client-ec2')
  const client = await env.clients.ec2()
  const ask = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    client.send(new DescribeVpcAttributeCommand({ VpcId: vpcId, Attribute }))
  const [support, hostnames] = await Promise.all([ask('enableDnsSupport'), ask('enableDnsHostnames')])
  if (support.EnableDnsSupport?.Value && hostnames.EnableDnsHostnames?.Value) return
  throw new UserError({
    name: 'VpcWithoutDns',
    message: `${vpcId} does not resolve names, which an endpoint of Secrets Manager needs.`,
    nextSteps: [
      writeAwsCommand(`ec2 modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-support`, env),
      writeAwsCommand(`ec2 modify-vpc-attribute --vpc-id ${vpcId} --enable-dns-hostnames`, env),
    ],
  })
}
