import { FakeServiceError } from '../service.ts'
import { isTrue, NO_VALUE, type Scope } from './intrinsics.ts'
import type { Definition, Stack, StackResource } from './stack.ts'
import { refuse, type Template } from './template.ts'

/** What a scope needs beside the definition. */
export interface ScopeParts {
  stack: Pick<Stack, 'id' | 'name' | 'account'>
  definition: Pick<Definition, 'template' | 'parameters'>
  /** Physical id and attributes of a resource; undefined: it is not there. */
  find(logicalId: string): Pick<StackResource, 'type' | 'physicalId' | 'attributes'> | undefined
}

/** Values for a template of a stack whose resources exist as far as they are referred to. */
export function makeScope(parts: ScopeParts): Scope {
  const { template } = parts.definition
  const scope: Scope = {
    ref: (name) => refer(parts, name),
    attribute: (logicalId, name) => readAttributeOf(parts, logicalId, name),
    condition: (name) => isTrue(template.Conditions?.[name], scope),
    mapped(map, first, second) {
      const found = template.Mappings?.[map]?.[first]?.[second]
      if (found === undefined) throw refuse(`Template error: Unable to get mapping for ${map}::${first}::${second}`)
      return found
    },
    zones: (region) => ['a', 'b', 'c'].map((letter) => `${region || parts.stack.account.region}${letter}`),
  }
  return scope
}

/** A scope in which resources are only names: for comparing templates before anything is made. */
export function makeSymbolicScope(parts: Pick<ScopeParts, 'stack' | 'definition'>): Scope {
  const known = new Set(Object.keys(parts.definition.template.Resources))
  const real = makeScope({ ...parts, find: () => undefined })
  return {
    ...real,
    ref: (name) => (known.has(name) ? `<${name}>` : real.ref(name)),
    attribute: (logicalId, name) => `<${logicalId}.${name}>`,
  }
}

/** Logical ids of the template's resources whose condition holds. */
export function listActive(template: Template, scope: Scope): string[] {
  const active = Object.entries(template.Resources).filter(
    ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
  )
  return active.map(([id]) => id)
}

function refer({ stack, definition, find }: ScopeParts, name: string): unknown {
  if (name.startsWith('AWS::')) return readPseudoParameter(stack, name)
  const parameter = definition.parameters[name]
  if (parameter !== undefined) {
    const type = definition.template.Parameters?.[name]?.Type ?? ''
    return /List/.test(type) ? parameter.split(',') : parameter
  }
  const resource = find(name)
  if (resource === undefined) throw refuse(`Template error: instance of Ref references undefined resource ${name}`)
  return resource.physicalId
}

function readAttributeOf({ find }: ScopeParts, logicalId: string, name: string): string {
  const resource = find(logicalId)
  const value = resource?.attributes[name]
  if (value !== undefined) return value
  throw new FakeServiceError(
    'ValidationError',
    `Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`,
  )
}

function readPseudoParameter({ id, name: stackName, account }: ScopeParts['stack'], name: string): unknown {
  const values: Record<string, unknown> = {
    'AWS::AccountId': account.id,
    'AWS::NoValue': NO_VALUE,
    'AWS::NotificationARNs': [],
    'AWS::Partition': 'aws',
    'AWS::Region': account.region,
    'AWS::StackId': id,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  }
  if (!(name in values)) throw refuse(`Template format error: Unresolved resource dependencies [${name}]`)
  return values[name]
}
