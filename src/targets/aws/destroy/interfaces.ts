import type { NetworkInterface } from '@aws-sdk/client-ec2'
import type { AwsEnvironment } from '../environment.ts'

/**
 * The network interfaces in these security groups.
 * @throws the SDK's errors
 */
export async function listInterfaces(env: AwsEnvironment, groupIds: readonly string[]): Promise<NetworkInterface[]> {
  if (groupIds.length === 0) return []
  const { DescribeNetworkInterfacesCommand } = await import('@aws-sdk/client-ec2')
  const client = await env.clients.ec2()
  const found: NetworkInterface[] = []
  let token: string | undefined
  do {
    const page = await client.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: 'group-id', Values: [...groupIds] }],
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    )
    found.push(...(page.NetworkInterfaces ?? []))
    token = page.NextToken
  } while (token)
  return found
}
