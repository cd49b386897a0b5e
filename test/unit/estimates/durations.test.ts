import { describe, expect, it } from 'vitest'
import { estimateDuration } from '../../../src/estimates/durations.ts'
import type { Template, TemplateResource } from '../../../src/estimates/template.ts'
import type { AwsSettings } from '../../../src/settings/settings.ts'
import { synthesize } from '../../../stack/app.ts'
import { makeInput, variants } from '../stack/example-input.ts'

const database = 'DatabaseInstanceAA8A5FDE'
const proxy = 'DatabaseProxyDC6872F6'
const targetGroup = 'DatabaseProxyTargetGroup258F98F3'

function estimateStack(changes: Partial<AwsSettings>) {
  return estimateDuration(synthesize(makeInput(changes)).template as Template)
}

function estimate(resources: Record<string, TemplateResource>) {
  return estimateDuration({ Resources: resources })
}

const pathOf = (resources: Record<string, TemplateResource>) =>
  estimate(resources).criticalPath.map(({ resource }) => resource)

describe('the real stack with client auth secret', () => {
  const duration = estimateStack({ clientAuth: 'secret' })

  it('makes database and proxy side by side', () => {
    const ids = duration.criticalPath.map(({ resource }) => resource)
    expect(ids.slice(-2)).toEqual([database, targetGroup])
    expect(duration.beside.map(({ resource }) => resource)).toEqual([proxy])
    const end = duration.criticalPath.find(({ resource }) => resource === database)
    const besides = duration.beside[0]
    expect(besides?.startsAt).toBeLessThan((end?.startsAt ?? 0) + (end?.seconds ?? 0))
  })

  it('takes what the path adds up to: 25 s for the network, 595 s for the database, 85 s for the target group', () => {
    expect(duration.seconds).toBe(25 + 595 + 85)
  })

  it('takes at least the quickest database, and at most the slowest proxy', () => {
    expect(duration).toMatchObject({ atLeast: 25 + 270 + 85, atMost: 25 + 900 + 85 })
  })
})

describe('the real stack with client auth iam', () => {
  const duration = estimateStack({ clientAuth: 'iam' })

  it('makes the proxy after the database', () => {
    const ids = duration.criticalPath.map(({ resource }) => resource)
    expect(ids.slice(-3)).toEqual([database, proxy, targetGroup])
    expect(duration.beside).toEqual([])
  })

  it('takes the time of both', () => {
    expect(duration).toMatchObject({
      seconds: 25 + 595 + 225 + 85,
      atLeast: 25 + 270 + 225 + 85,
      atMost: 25 + 595 + 900 + 85,
    })
  })
})

describe.each(variants)('every stack: $name', ({ changes }) => {
  const duration = estimateStack(changes)

  it('has a path without gaps that adds up to the whole', () => {
    let now = 0
    for (const step of duration.criticalPath) {
      expect(step.startsAt).toBe(now)
      now += step.seconds
    }
    expect(now).toBe(duration.seconds)
    expect(duration.criticalPath.length).toBeGreaterThanOrEqual(changes.vpcId ? 3 : 4)
  })

  it('says of each figure whether anybody knows it', () => {
    const figures = duration.criticalPath.map(({ kind, figure }) => [kind, figure])
    expect(figures).toContainEqual([changes.vpcId ? 'AWS::EC2::SecurityGroup' : 'AWS::EC2::VPC', 'guess'])
    expect(figures).toContainEqual(['AWS::RDS::DBInstance', 'published'])
    expect(duration.statement).toMatch(/Published .* guesses/)
  })

  it('warns of Multi-AZ, which no figure is for', () => {
    expect(duration.notes.join()).toMatch(changes.preset === 'production' ? /Multi-AZ/ : /^$/)
  })
})

describe('what a resource waits for', () => {
  /** A place in the text of Fn::Sub. */
  const hole = (name: string) => `\${${name}}`
  const first: TemplateResource = { Type: 'AWS::EC2::VPC' }
  const makeSubnet = (Properties: Record<string, unknown>): TemplateResource => ({
    Type: 'AWS::EC2::Subnet',
    Properties,
  })

  it.each([
    ['Ref', { VpcId: { Ref: 'First' } }],
    ['Fn::GetAtt as a list', { VpcId: { 'Fn::GetAtt': ['First', 'VpcId'] } }],
    ['Fn::GetAtt as text', { VpcId: { 'Fn::GetAtt': 'First.VpcId' } }],
    ['Fn::Sub', { Name: { 'Fn::Sub': `in-${hole('First')}` } }],
    ['Fn::Sub with an attribute', { Name: { 'Fn::Sub': `${hole('First.CidrBlock')}-${hole('AWS::Region')}` } }],
    ['Fn::Sub with names of its own', { Name: { 'Fn::Sub': [`in-${hole('Own')}`, { Own: { Ref: 'First' } }] } }],
    ['deep inside', { Tags: [{ Key: 'a', Value: { 'Fn::Join': ['-', ['x', { Ref: 'First' }]] } }] }],
  ])('is found in %s', (_, properties) => {
    expect(pathOf({ Second: makeSubnet(properties), First: first })).toEqual(['First', 'Second'])
  })

  it.each([[['First']], ['First']])('is found in DependsOn %j', (DependsOn) => {
    expect(pathOf({ Second: { Type: 'AWS::EC2::Subnet', DependsOn }, First: first })).toEqual(['First', 'Second'])
  })

  it.each([
    ['a literal', { Name: { 'Fn::Sub': hole('!First') } }],
    ['a name of its own', { Name: { 'Fn::Sub': [hole('First'), { First: 'text' }] } }],
    ['a parameter or a pseudo parameter', { Name: [{ Ref: 'Other' }, { Ref: 'AWS::Region' }] }],
    ['plain text', { Name: 'First' }],
  ])('is not %s', (_, properties) => {
    expect(pathOf({ Second: makeSubnet(properties), First: first })).toEqual(['First'])
  })
})

describe('the critical path', () => {
  const task = (Type: string, ...DependsOn: string[]): TemplateResource => ({ Type, DependsOn })

  it('goes through the slower of two branches', () => {
    const resources = {
      Vpc: task('AWS::EC2::VPC'),
      Proxy: task('AWS::RDS::DBProxy', 'Vpc'),
      Database: task('AWS::RDS::DBInstance', 'Vpc'),
      Targets: task('AWS::RDS::DBProxyTargetGroup', 'Proxy', 'Database'),
    }
    expect(estimate(resources)).toMatchObject({
      seconds: 15 + 595 + 85,
      criticalPath: [
        { resource: 'Vpc', startsAt: 0 },
        { resource: 'Database', startsAt: 15 },
        { resource: 'Targets', startsAt: 610, kind: 'AWS::RDS::DBProxyTargetGroup', seconds: 85, figure: 'published' },
      ],
      beside: [{ resource: 'Proxy', startsAt: 15 }],
    })
  })

  it('ends with what ends last, even if little hangs on it', () => {
    expect(
      pathOf({
        A: task('AWS::RDS::DBProxyTargetGroup'),
        B: task('AWS::EC2::Route', 'A'),
        C: task('AWS::RDS::DBProxy'),
      }),
    ).toEqual(['C'])
  })

  it('is the first of two that are equal', () => {
    expect(pathOf({ A: task('AWS::EC2::Subnet'), B: task('AWS::EC2::Subnet') })).toEqual(['A'])
  })

  it('is quick where many paths cross', () => {
    const layers = 40
    const resources: Record<string, TemplateResource> = {}
    for (let layer = 0; layer < layers; layer++) {
      for (const side of ['A', 'B']) {
        const below = layer === 0 ? [] : [`A${layer - 1}`, `B${layer - 1}`]
        resources[`${side}${layer}`] = task('AWS::EC2::Subnet', ...below)
      }
    }
    expect(estimate(resources)).toMatchObject({ seconds: layers * 5 })
  })

  it('is empty for an empty template', () => {
    expect(estimateDuration({})).toMatchObject({ seconds: 0, atLeast: 0, atMost: 0, criticalPath: [], beside: [] })
  })

  it('names resources that wait for each other', () => {
    expect(() => estimate({ A: task('AWS::EC2::Subnet', 'B'), B: task('AWS::EC2::Subnet', 'A') })).toThrow(
      /circle: A, B/,
    )
  })
})
