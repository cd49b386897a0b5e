import type { NetworkInterface } from '@aws-sdk/client-ec2'
import { expect, it } from 'vitest'
import { findHolder } from '../../../../../src/targets/aws/destroy/leftovers/interface-holder.ts'
import { openAwsEnvironment } from '../../../../../src/targets/aws/environment.ts'
import type { StackResource } from '../../../../../src/targets/aws/operate/stack-resources.ts'

const env = openAwsEnvironment('dev', false, { region: 'eu-west-1', profile: '', account: '' })
const database = { logicalId: 'D', physicalId: 'db-1', kind: 'AWS::RDS::DBInstance', status: 'DELETE_FAILED' }
const proxy = { logicalId: 'P', physicalId: 'proxy-1', kind: 'AWS::RDS::DBProxy', status: 'DELETE_COMPLETE' }
const left = { ...proxy, status: 'CREATE_COMPLETE' }
const again = 'rds-proxy-webhook destroy'

it.each<[string, NetworkInterface, StackResource[], string, string]>([
  [
    'the database, when the proxy is gone',
    { Description: 'RDSNetworkInterface', RequesterId: 'amazon-rds' },
    [database, proxy],
    'database',
    'aws rds delete-db-instance --db-instance-identifier db-1 --skip-final-snapshot --region eu-west-1',
  ],
  [
    'the proxy, when the database is gone',
    { Description: 'Network interface for DBProxy proxy-1' },
    [{ ...database, status: 'DELETE_COMPLETE' }, left],
    'proxy',
    'aws rds delete-db-proxy --db-proxy-name proxy-1 --region eu-west-1',
  ],
  ['one of both', { Description: 'RDSNetworkInterface' }, [database, left], 'database or proxy', again],
  [
    'an endpoint',
    { Description: 'VPC Endpoint Interface vpce-0a1b2c3d', InterfaceType: 'vpc_endpoint' },
    [database],
    'endpoint vpce-0a1b2c3d',
    'aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-0a1b2c3d --region eu-west-1',
  ],
  ['Lambda', { Description: 'AWS Lambda VPC ENI-f-1', InterfaceType: 'lambda' }, [database], 'Lambda, which', again],
  [
    'a computer of the user',
    { NetworkInterfaceId: 'eni-1', Attachment: { AttachmentId: 'eni-attach-1', InstanceId: 'i-1' } },
    [database],
    'i-1',
    'aws ec2 detach-network-interface --attachment-id eni-attach-1 --region eu-west-1  # then delete eni-1',
  ],
])('an interface in use is held by %s', (_, each, resources, holder, command) => {
  const found = findHolder(env, each, { resources })
  expect(found.holder).toContain(holder)
  expect(found.removeWith.startsWith(command)).toBe(true)
})
