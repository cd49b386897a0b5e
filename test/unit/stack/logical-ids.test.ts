import { describe, expect, it } from 'vitest'
import { makeInput, variants } from './example-input.ts'
import { TemplateView } from './template-view.ts'

/**
 * CloudFormation replaces a resource whose logical id changes. For these that means lost data, a new URL, or an outage:
 * do not adapt this list to a changed stack, change the stack back.
 */
const pinned = {
  'AWS::RDS::DBSubnetGroup': 'DatabaseInstanceSubnetGroupDE121BB6',
  'AWS::RDS::DBInstance': 'DatabaseInstanceAA8A5FDE',
  'AWS::RDS::DBProxy': 'DatabaseProxyDC6872F6',
  'AWS::RDS::DBProxyTargetGroup': 'DatabaseProxyTargetGroup258F98F3',
  'AWS::ApiGatewayV2::Api': 'ApiHttpApi4C294DC0',
}

const pinnedGroups = [
  'SecurityGroupsFunctionsF2C2D0F4',
  'SecurityGroupsConnections0CB9AFF4',
  'SecurityGroupsFromMembersD10A4594',
  'SecurityGroupsFromFunctionsDCFF5360',
]

const pinnedOfOwnVpc = {
  'AWS::EC2::VPC': ['NetworkVpc7FB7348F'],
  'AWS::EC2::Subnet': ['NetworkVpcDatabaseSubnet1Subnet75A30C75', 'NetworkVpcDatabaseSubnet2Subnet7C7CA9F8'],
}

describe.each(variants)('logical ids of $name', ({ changes }) => {
  const view = new TemplateView(makeInput(changes))

  it.each(Object.entries(pinned))('%s stays %s', (type, id) => {
    expect(view.only(type).id).toBe(id)
  })

  it.each(Object.entries(pinnedOfOwnVpc))('%s stays %j where the VPC is its own', (type, ids) => {
    expect(view.all(type).map(([id]) => id)).toEqual(changes.vpcId ? [] : ids)
  })

  it('of security groups and rules stay, which database and proxy are in', () => {
    const ids = [...view.all('AWS::EC2::SecurityGroup'), ...view.all('AWS::EC2::SecurityGroupIngress')]
    expect(ids.map(([id]) => id).filter((id) => id !== 'SecretsEndpointSecurityGroup13D33E52')).toEqual(pinnedGroups)
  })

  it('of the endpoint and its group stay', () => {
    for (const [id] of view.all('AWS::EC2::VPCEndpoint')) expect(id).toBe('SecretsEndpointB69958EF')
  })

  it('of log groups stay, whose data would go with them', () => {
    const ids = view.all('AWS::Logs::LogGroup').map(([id]) => id)
    expect(ids.filter((id) => id !== 'FunctionsRotationLogsEEEF2388')).toEqual([
      'DatabaseProxyLogs0B9B0DAE',
      'FunctionsWebhookLogsAA523857',
      'FunctionsQueryLogs351DCBF3',
      'ApiAccessLogs50B185DB',
    ])
  })
})

describe('templates', () => {
  it('have one secret whose id stays', () => {
    expect(new TemplateView(makeInput()).only('AWS::SecretsManager::Secret').id).toBe('DatabaseSecret3B817195')
  })

  it('have a description that stays', () => {
    expect(new TemplateView(makeInput()).template.Description).toBe(
      'HTTP API -> Lambda -> RDS Proxy -> MySQL, made by rds-proxy-webhook',
    )
  })

  it.each([
    ['learning-secret', makeInput({ preset: 'learning', clientAuth: 'secret' })],
    ['production-iam', makeInput({ preset: 'production', clientAuth: 'iam', region: 'us-east-1' })],
  ])('%s is as recorded', async (name, input) => {
    const text = `${JSON.stringify(new TemplateView(input).template, null, 1)}\n`
    await expect(text).toMatchFileSnapshot(`../../snapshots/stack/${name}.json`)
  })
})
