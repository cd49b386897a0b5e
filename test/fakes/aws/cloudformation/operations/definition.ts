import type { FakeAccount } from '../../account.ts'
import type { Input } from '../../protocols/operations.ts'
import type { Engine } from '../engine.ts'
import type { Definition, Stack } from '../stack.ts'
import { parseTemplate, refuse, type Template } from '../template.ts'
import { readList } from './input.ts'
import { readTemplateSource } from './template-source.ts'

interface SentParameter {
  ParameterKey: string
  ParameterValue?: string
  UsePreviousValue?: string
}

/** What a request wants a stack to be. @throws FakeServiceError as CloudFormation refuses it */
export function readDefinition(engine: Engine, account: FakeAccount, input: Input, stack?: Stack): Definition {
  const body = readTemplateSource(engine, account, input, stack)
  const template = parseTemplate(body, (type) => engine.knows(type))
  const capabilities = readList(input, 'Capabilities')
  checkCapabilities(template, capabilities)
  const tags = readList<{ Key: string; Value: string }>(input, 'Tags').map(({ Key, Value }) => [Key, Value])
  return {
    template,
    body,
    capabilities,
    parameters: readParameters(template, readList<SentParameter>(input, 'Parameters'), stack),
    tags: input.Tags === undefined ? (stack?.definition?.tags ?? {}) : Object.fromEntries(tags),
  }
}

/** The capabilities that a template needs. */
export function listNeededCapabilities(template: Template): string[] {
  const iam = Object.values(template.Resources).filter(({ Type }) => namedBy[Type] !== undefined)
  if (iam.length === 0) return []
  const named = iam.some(({ Type, Properties }) => Properties?.[namedBy[Type] ?? ''] !== undefined)
  return [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM']
}

/** Types that need an acknowledgement, with the property that gives them a name of their own. */
const namedBy: Readonly<Record<string, string>> = {
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': '',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
}

function checkCapabilities(template: Template, given: readonly string[]) {
  const missing = listNeededCapabilities(template).filter(
    (needed) => !given.includes(needed) && !(needed === 'CAPABILITY_IAM' && given.includes('CAPABILITY_NAMED_IAM')),
  )
  if (missing.length > 0) {
    throw refuse(`Requires capabilities : [${missing.join(', ')}]`, 'InsufficientCapabilitiesException')
  }
}

function readParameters(template: Template, sent: readonly SentParameter[], stack?: Stack): Record<string, string> {
  const declared = Object.entries(template.Parameters ?? {})
  const unknown = sent.filter(({ ParameterKey }) => template.Parameters?.[ParameterKey] === undefined)
  if (unknown.length > 0) {
    throw refuse(
      `Parameters: [${unknown.map(({ ParameterKey }) => ParameterKey).join(', ')}] do not exist in the template`,
    )
  }
  const values = declared.map(([name, { Default }]) => {
    const given = sent.find(({ ParameterKey }) => ParameterKey === name)
    const previous = given?.UsePreviousValue === 'true' ? stack?.definition?.parameters[name] : undefined
    return [name, previous ?? given?.ParameterValue ?? (Default === undefined ? undefined : String(Default))] as const
  })
  const missing = values.filter(([, value]) => value === undefined).map(([name]) => name)
  if (missing.length > 0) throw refuse(`Parameters: [${missing.join(', ')}] must have values`)
  return Object.fromEntries(values.map(([name, value]) => [name, value ?? '']))
}
