import { describe, expect, it } from 'vitest'
import { makeInput, variants } from './example-input.ts'
import { type Template, TemplateView } from './template-view.ts'

/** Properties that name a resource for the whole account and region, by type. Their absence lets CloudFormation name. */
const nameProperties = [
  'DBProxyName',
  'DBInstanceIdentifier',
  'DBSubnetGroupName',
  'LogGroupName',
  'RoleName',
  'FunctionName',
  'AlarmName',
  'GroupName',
  'Name',
]

/** Physical names that the template sets itself: resources named by CloudFormation cannot clash. */
function listNames({ Resources }: Template): string[] {
  return Object.values(Resources).flatMap(({ Type, Properties }) =>
    nameProperties
      .filter((property) => property in Properties && !isReferenceTo(Properties[property]))
      .map((property) => `${Type} ${property} ${JSON.stringify(Properties[property])}`),
  )
}

/** `DBProxyName: { Ref }` and the like point to another resource and name nothing. */
function isReferenceTo(value: object): boolean {
  return typeof value === 'object' && ('Ref' in value || 'Fn::GetAtt' in value)
}

describe.each(variants)('$name', ({ changes }) => {
  const dev = new TemplateView(makeInput(changes, { environment: 'dev' })).template
  const test = new TemplateView(makeInput(changes, { environment: 'test' })).template

  it('two environments of one account and region share no name', () => {
    const names = listNames(dev)
    expect(names).toHaveLength(4)
    expect(names.filter((name) => listNames(test).includes(name))).toEqual([])
  })

  it('two environments have the same logical ids', () => {
    expect(Object.keys(dev.Resources)).toEqual(Object.keys(test.Resources))
  })

  it('exports nothing that would tie other stacks to this one', () => {
    for (const output of Object.values(dev.Outputs)) expect(output).not.toHaveProperty('Export')
  })
})

describe('names', () => {
  const nameOfProxy = (environment: string) =>
    new TemplateView(makeInput({}, { environment })).only('AWS::RDS::DBProxy').Properties.DBProxyName

  it("of the proxy and its log group agree, and carry the stack's own id", () => {
    const view = new TemplateView(makeInput())
    const name = nameOfProxy('dev')
    expect(JSON.stringify(name)).toContain('{"Ref":"AWS::StackId"}')
    expect(view.only('AWS::Logs::LogGroup', 'DatabaseProxyLogs').Properties.LogGroupName).toEqual({
      'Fn::Join': ['', ['/aws/rds/proxy/', name]],
    })
    expect(view.only('AWS::RDS::DBProxy').DependsOn).toContain(view.only('AWS::Logs::LogGroup', 'DatabaseProxyLogs').id)
  })

  it('of the proxy is in small letters, as RDS writes it whatever it is given', () => {
    const [, [stackName]] = nameOfProxy('DevOps')['Fn::Join']
    expect(stackName).toBe('rds-proxy-webhook-devops')
  })

  it('of the proxy is another one in other subnets: there it is made anew, beside the old one', () => {
    const nameIn = (subnetIds: string) => {
      const view = new TemplateView(makeInput({ vpcId: 'vpc-0123456789abcdef0', subnetIds }))
      return JSON.stringify(view.only('AWS::RDS::DBProxy').Properties.DBProxyName)
    }
    const [one, two, three] = ['subnet-0123456789', 'subnet-0123456788', 'subnet-0123456787']
    const name = nameIn(`${one},${two}`)
    expect(nameIn(`${two},${one}`)).toBe(name)
    expect(nameIn(`${one},${three}`)).not.toBe(name)
    expect(name).toMatch(/,"[0-9a-z]{3}"\]\]\}$/)
    expect(JSON.stringify(nameOfProxy('dev'))).not.toContain(name.slice(-8))
  })

  it('of the proxy stay within 63 characters for the longest environment name', () => {
    const [separator, [stackName]] = nameOfProxy('e'.repeat(32))['Fn::Join']
    expect(`${stackName}${separator}01234567${separator}abc`.length).toBeLessThanOrEqual(63)
  })
})

describe('tags', () => {
  const view = new TemplateView(makeInput({ tags: { team: 'inbox', 'cost-center': '42' } }))
  const wanted = { team: 'inbox', 'cost-center': '42', 'rds-proxy-webhook:environment': 'dev' }
  const untaggable = [
    'AWS::EC2::SubnetRouteTableAssociation',
    'AWS::EC2::SecurityGroupIngress',
    'AWS::IAM::Policy',
    'AWS::RDS::DBProxyTargetGroup',
    'AWS::SecretsManager::SecretTargetAttachment',
    'AWS::SecretsManager::RotationSchedule',
    'AWS::Lambda::Permission',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
  ]

  it('are on everything that can have some', () => {
    const taggable = Object.entries(view.template.Resources).filter(([, { Type }]) => !untaggable.includes(Type))
    expect(taggable.length).toBeGreaterThan(25)
    for (const [id, { Properties }] of taggable) {
      const { Tags = [] } = Properties
      const tags = Array.isArray(Tags) ? Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) : Tags
      expect(tags, id).toMatchObject(wanted)
    }
  })
})
