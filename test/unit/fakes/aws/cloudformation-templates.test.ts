// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are CloudFormation's own placeholders
import {
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  type Parameter,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addSecret } from '../../../fakes/aws/state/secret-store.ts'
import { catchError } from './catch-error.ts'
import { connect } from './connect.ts'
import { makeTemplate, plainKind } from './small-template.ts'
import { StackUnderTest } from './stack-under-test.ts'

let under: StackUnderTest

beforeEach(async () => {
  under = await StackUnderTest.start()
})

afterEach(() => under.fake.close())

/** Resolves one expression by making a stack whose only output it is. */
async function evaluate(value: unknown, parts: object = {}): Promise<string | undefined> {
  const status = await under.deploy(makeTemplate({ ...parts, Outputs: { Value: { Value: value } } }))
  expect(status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/)
  return (await under.describe()).Outputs?.[0]?.OutputValue
}

const refused = (template: object) => catchError(under.propose(template))
const thing = (parts: object = {}) => ({ Type: 'Test::Plain::Thing', ...parts })

describe('templates', () => {
  it('CT1 takes 51,200 bytes in the request, and more from S3', async () => {
    const small = makeTemplate()
    const padding = 51_200 - JSON.stringify({ ...small, Description: '' }).length
    await under.propose({ ...small, Description: 'x'.repeat(padding) })
    const large = { ...small, Description: 'x'.repeat(padding + 1) }
    expect((await refused(large)).message).toContain('length less than or equal to 51200')

    const s3 = new S3Client(connect(under.fake))
    await s3.send(new CreateBucketCommand({ Bucket: 'assets' }))
    await s3.send(new PutObjectCommand({ Bucket: 'assets', Key: 't/1.json', Body: JSON.stringify(large) }))
    for (const TemplateURL of [
      'https://s3.eu-west-1.amazonaws.com/assets/t/1.json',
      'https://assets.s3.eu-west-1.amazonaws.com/t/1.json',
      `${under.fake.url}/assets/t/1.json`,
    ]) {
      const name = await under.propose({}, { TemplateURL })
      expect((await under.describeChangeSet(name)).Changes).toHaveLength(3)
    }
    const missing = under.propose({}, { TemplateURL: `${under.fake.url}/assets/t/2.json` })
    expect((await catchError(missing)).message).toContain('S3 error: Access Denied')
    const elsewhere = under.propose({}, { TemplateURL: 'https://example.com/assets/t/1.json' })
    expect((await catchError(elsewhere)).message).toBe('TemplateURL must be a supported URL.')
  })

  it.each([
    ['CT2 nothing in it', { Resources: {} }, 'At least one Resources member must be defined.'],
    [
      'CT2 references to nothing',
      makeTemplate({
        Resources: { A: thing({ Properties: { Text: { 'Fn::Sub': '${Nobody}' } }, DependsOn: 'Gone' }) },
      }),
      'Unresolved resource dependencies [Nobody, Gone] in the Resources block of the template',
    ],
    [
      'CT2 outputs of nothing',
      makeTemplate({ Outputs: { Value: { Value: { 'Fn::GetAtt': ['Nobody', 'Arn'] } } } }),
      'Unresolved resource dependencies [Nobody] in the Outputs block of the template',
    ],
    [
      'CT2 circles',
      { Resources: { A: thing({ DependsOn: 'B' }), B: thing({ Properties: { Text: { Ref: 'A' } } }) } },
      'Circular dependency between resources: [A, B]',
    ],
  ])('%s is refused at once', async (_, template, message) => {
    expect(await refused(template)).toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    })
  })

  it('CT2 refuses types that it cannot make', async () => {
    await under.fake.close()
    under = await StackUnderTest.start({ kinds: { 'Test::Plain::Thing': plainKind }, defaultKind: undefined } as object)
    await under.propose()
    const { message } = await refused({ Resources: { A: thing(), B: { Type: 'AWS::Un::Known' } } })
    expect(message).toBe('Template format error: Unrecognized resource types: [AWS::Un::Known]')
  })

  it.each([
    ['CT3 Ref of a resource', { Ref: 'First' }, 's-First-x'],
    ['CT3 Ref of a parameter', { Ref: 'Size' }, '1'],
    ['CT3 Ref of a pseudo parameter', { Ref: 'AWS::AccountId' }, '123456789012'],
    ['CT3 Fn::GetAtt', { 'Fn::GetAtt': ['Second', 'Of'] }, 's-First-x'],
    [
      'CT3 Fn::Join',
      { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, { Ref: 'AWS::Partition' }]] },
      'a-eu-west-1-aws',
    ],
    ['CT3 Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'First' }] }] }, 'First'],
    ['CT3 Fn::Select of Fn::GetAZs', { 'Fn::Select': ['2', { 'Fn::GetAZs': '' }] }, 'eu-west-1c'],
    ['CT3 Fn::Sub', { 'Fn::Sub': '${First}/${Second.Text}/${AWS::StackName}/${!Kept}' }, 's-First-x/two/s/${Kept}'],
    ['CT3 Fn::Sub with variables', { 'Fn::Sub': ['${a}-${Size}', { a: { Ref: 'Beside' } }] }, 's-Beside-x-1'],
    ['CT3 Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'gib'] }, '20'],
    ['CT3 Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['CT3 Fn::If', { 'Fn::If': ['IsSmall', 'yes', 'no'] }, 'yes'],
    ['CT3 the other way', { 'Fn::If': ['IsLarge', 'yes', 'no'] }, 'no'],
  ])('%s is resolved', async (_, value, expected) => {
    const Conditions = {
      IsSmall: { 'Fn::Equals': [{ Ref: 'Size' }, '1'] },
      IsLarge: { 'Fn::And': [{ 'Fn::Not': [{ Condition: 'IsSmall' }] }, { 'Fn::Or': [{ Condition: 'IsSmall' }] }] },
    }
    expect(await evaluate(value, { Conditions, Mappings: { Sizes: { small: { gib: 20 } } } })).toBe(expected)
  })

  it('CT3 leaves out what has no value, and what a condition rules out', async () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } }
    const Resources = {
      A: thing({
        Properties: {
          Gone: { 'Fn::If': ['Never', 'x', { Ref: 'AWS::NoValue' }] },
          List: ['x', { Ref: 'AWS::NoValue' }],
        },
      }),
      B: thing({ Condition: 'Never' }),
    }
    await under.deploy({ Conditions, Resources, Outputs: { O: { Condition: 'Never', Value: { Ref: 'B' } } } })
    expect([...under.stack.resources.keys()]).toEqual(['A'])
    expect(under.stack.resources.get('A')?.properties).toEqual({ List: ['x'] })
    expect((await under.describe()).Outputs ?? []).toEqual([])
  })

  it('CT3 does not pass over a function that it does not know', async () => {
    expect((await refused({ Resources: { A: thing({ Properties: { A: { 'Fn::Cidr': [] } } }) } })).message).toContain(
      'Fn::Cidr',
    )
  })

  it('CT4 shows secrets to the service only', async () => {
    const seen: unknown[] = []
    await under.fake.close()
    const kind = {
      ...plainKind,
      create: (...[properties, context]: Parameters<typeof plainKind.create>) => {
        seen.push(properties.Password)
        return plainKind.create(properties, context)
      },
    }
    under = await StackUnderTest.start({ defaultKind: kind })
    const { arn } = addSecret(under.fake.account, { name: 'login', text: '{"password":"p4ss"}', tags: {} })
    const Password = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', arn, ':SecretString:password::}}']] }
    const template = { Resources: { A: thing({ Properties: { Password } }) } }
    await under.deploy(template)
    expect(seen).toEqual(['p4ss'])
    expect(JSON.stringify(await under.readEvents())).not.toContain('p4ss')
    expect(JSON.stringify(await under.readEvents())).toContain(':SecretString:password::}}')
    const [version] = under.fake.account.secrets.get(arn)?.versions.values() ?? []
    if (version !== undefined) version.text = '{"password":"rotated"}'
    expect((await under.describeChangeSet(await under.propose(template))).Status).toBe('FAILED')
  })

  it('CT5 takes parameters, and shows none that is secret', async () => {
    const Parameters = { Size: { Type: 'Number' }, Key: { Type: 'String', NoEcho: true, Default: 'hidden' } }
    const template = makeTemplate({ Parameters })
    expect((await refused(template)).message).toBe('Parameters: [Size] must have values')
    const given = (parameter: Parameter) => ({ Parameters: [parameter] })
    const unknown = under.propose(template, given({ ParameterKey: 'Other', ParameterValue: '1' }))
    expect((await catchError(unknown)).message).toBe('Parameters: [Other] do not exist in the template')
    await under.deploy(template, given({ ParameterKey: 'Size', ParameterValue: '7' }))
    const shown = [
      { ParameterKey: 'Size', ParameterValue: '7' },
      { ParameterKey: 'Key', ParameterValue: '****' },
    ]
    expect((await under.describe()).Parameters).toEqual(shown)
    const same = await under.propose(template, given({ ParameterKey: 'Size', UsePreviousValue: true }))
    expect(await under.describeChangeSet(same)).toMatchObject({ Status: 'FAILED', Parameters: shown })
  })

  it('CT6 asks for the capability that roles and policies need', async () => {
    const role = (Properties: object) => ({ Resources: { A: { Type: 'AWS::IAM::Role', Properties } } })
    const attempt = (Properties: object, Capabilities: ('CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM')[]) =>
      under.propose(role(Properties), { Capabilities })
    expect(await catchError(attempt({}, []))).toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    })
    await attempt({}, ['CAPABILITY_IAM'])
    await attempt({}, ['CAPABILITY_NAMED_IAM'])
    const named = await catchError(attempt({ RoleName: 'mine' }, ['CAPABILITY_IAM']))
    expect(named.message).toBe('Requires capabilities : [CAPABILITY_NAMED_IAM]')
    await attempt({ RoleName: 'mine' }, ['CAPABILITY_NAMED_IAM'])
  })

  it('CT7 gives templates back as they were sent, and tells what they are', async () => {
    const template = makeTemplate({ Description: 'the first' })
    await under.deploy(template)
    const next = await under.propose(makeTemplate({ Description: 'the next', Outputs: {} }))
    const read = async (input: object) =>
      (await under.client.send(new GetTemplateCommand({ StackName: 's', ...input }))).TemplateBody
    expect(await read({})).toBe(JSON.stringify(template))
    expect(await read({ ChangeSetName: next })).toContain('the next')
    const TemplateBody = JSON.stringify(template)
    expect(await under.client.send(new ValidateTemplateCommand({ TemplateBody }))).toMatchObject({
      Description: 'the first',
      Parameters: [{ ParameterKey: 'Size', DefaultValue: '1', NoEcho: false }],
    })
    expect(await under.client.send(new GetTemplateSummaryCommand({ StackName: 's' }))).toMatchObject({
      ResourceTypes: ['Test::Plain::Thing'],
    })
    const broken = under.client.send(new ValidateTemplateCommand({ TemplateBody: '{' }))
    expect((await catchError(broken)).message).toContain('JSON not well-formed')
  })
})
