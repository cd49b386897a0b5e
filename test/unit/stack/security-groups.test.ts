import { describe, expect, it } from 'vitest'
import { makeInput, variants } from './example-input.ts'
import { TemplateView } from './template-view.ts'

describe.each(variants)('security groups of $name', ({ changes }) => {
  const view = new TemplateView(makeInput(changes))
  const functions = view.only('AWS::EC2::SecurityGroup', 'SecurityGroupsFunctions').id
  const connections = view.only('AWS::EC2::SecurityGroup', 'SecurityGroupsConnections').id
  const idOf = (group: string) => ({ 'Fn::GetAtt': [group, 'GroupId'] })
  const rules = view.all('AWS::EC2::SecurityGroupIngress').map(([, { Properties }]) => Properties)

  it('let exactly members and functions connect to the connection group on 3306', () => {
    expect(rules).toHaveLength(2)
    for (const rule of rules) {
      expect(rule).toMatchObject({ GroupId: idOf(connections), IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306 })
      expect(rule).not.toHaveProperty('CidrIp')
    }
    expect(rules.map((rule) => rule.SourceSecurityGroupId)).toEqual([idOf(connections), idOf(functions)])
  })

  it("let nobody connect to the functions' group", () => {
    expect(rules.filter((rule) => rule.GroupId['Fn::GetAtt'][0] === functions)).toEqual([])
    expect(view.template.Resources[functions]?.Properties).not.toHaveProperty('SecurityGroupIngress')
    expect(view.template.Resources[connections]?.Properties).not.toHaveProperty('SecurityGroupIngress')
  })

  it('hold what they are named after', () => {
    expect(view.only('AWS::RDS::DBInstance').Properties.VPCSecurityGroups).toEqual([idOf(connections)])
    expect(view.only('AWS::RDS::DBProxy').Properties.VpcSecurityGroupIds).toEqual([idOf(connections)])
    const lambdas = view.all('AWS::Lambda::Function')
    expect(lambdas).toHaveLength(changes.clientAuth === 'secret' ? 3 : 2)
    for (const [, { Properties }] of lambdas) expect(Properties.VpcConfig.SecurityGroupIds).toEqual([idOf(functions)])
  })

  it('are two, and a third for the endpoint where there is one, open to the functions on 443 alone', () => {
    const groups = view.all('AWS::EC2::SecurityGroup')
    if (changes.clientAuth === 'iam' || changes.secretsEndpoint === 'existing') {
      expect(groups).toHaveLength(2)
      return
    }
    expect(groups).toHaveLength(3)
    const endpoint = view.only('AWS::EC2::SecurityGroup', 'SecretsEndpoint')
    expect(endpoint.Properties.SecurityGroupIngress).toEqual([
      expect.objectContaining({
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        SourceSecurityGroupId: idOf(functions),
      }),
    ])
  })
})
