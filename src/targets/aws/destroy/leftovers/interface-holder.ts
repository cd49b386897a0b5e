import type { NetworkInterface } from '@aws-sdk/client-ec2'
import { quote, writeAwsCommand } from '../../aws-command.ts'
import type { AwsEnvironment } from '../../environment.ts'
import type { Inventory } from '../inventory.ts'
import { writeDelete } from './databases.ts'

/** Who uses a network interface, in words, and the command after which it is gone; EC2 deletes none in use. */
export interface InterfaceHolder {
  holder: string
  removeWith: string
}

/**
 * Who holds a network interface that is in use: an endpoint names itself in the description, RDS has those of database
 * and proxy alike, Lambda removes its own, and anybody else's can be detached.
 */
export function findHolder(
  env: AwsEnvironment,
  { Attachment, Description = '', InterfaceType, RequesterId, NetworkInterfaceId = '' }: NetworkInterface,
  { resources }: Pick<Inventory, 'resources'>,
): InterfaceHolder {
  const destroy = env.command('destroy')
  const endpoint = /\bvpce-[0-9a-f]+/.exec(Description)?.[0]
  if (endpoint !== undefined) {
    const removeWith = writeAwsCommand(`ec2 delete-vpc-endpoints --vpc-endpoint-ids ${quote(endpoint)}`, env)
    return { holder: `endpoint ${endpoint}`, removeWith }
  }
  if (InterfaceType === 'lambda' || /^AWS Lambda VPC ENI/.test(Description)) {
    return { holder: 'Lambda, which removes it after 20 to 40 minutes', removeWith: destroy }
  }
  if (RequesterId === 'amazon-rds' || /^(RDSNetworkInterface|Network interface for DBProxy)/.test(Description)) {
    const held = resources.flatMap((each) =>
      each.status === 'DELETE_COMPLETE' ? [] : (describeOfRds(env, each) ?? []),
    )
    return held.length === 1 && held[0] ? held[0] : { holder: 'database or proxy', removeWith: destroy }
  }
  const attachment = Attachment?.AttachmentId
  if (attachment === undefined || RequesterId?.startsWith('amazon-')) return { holder: 'AWS', removeWith: destroy }
  return {
    holder: Attachment?.InstanceId ?? `attachment ${attachment}`,
    removeWith: `${writeAwsCommand(`ec2 detach-network-interface --attachment-id ${quote(attachment)}`, env)}  # then delete ${NetworkInterfaceId}`,
  }
}

function describeOfRds(
  env: AwsEnvironment,
  { kind, physicalId }: Inventory['resources'][number],
): InterfaceHolder | undefined {
  if (kind === 'AWS::RDS::DBInstance') return { holder: 'database', removeWith: writeDelete(env, kind, physicalId) }
  if (kind === 'AWS::RDS::DBProxy') return { holder: 'proxy', removeWith: writeDelete(env, kind, physicalId) }
  return undefined
}
