import { readAttribute } from './references.ts'
import { refuse } from './template.ts'

/** Where the values of a template come from. */
export interface Scope {
  /** Value of a parameter, pseudo parameter or resource. */
  ref(name: string): unknown
  attribute(logicalId: string, name: string): unknown
  condition(name: string): boolean
  /** `Fn::FindInMap`. */
  mapped(map: string, first: string, second: string): unknown
  zones(region: string): string[]
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown

/** `AWS::NoValue`: what has it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue')

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => scope.ref(String(name)),
  'Fn::GetAtt': (argument, scope) => {
    const { logicalId, attribute } = readAttribute(argument)
    return scope.attribute(logicalId, attribute)
  },
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = argument as [string, unknown]
    return (resolve(parts, scope) as unknown[]).join(separator)
  },
  'Fn::Select': (argument, scope) => {
    const [index, list] = resolve(argument, scope) as [number, unknown[]]
    return list[Number(index)]
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = resolve(argument, scope) as [string, string]
    return text.split(separator)
  },
  'Fn::Sub': substitute,
  'Fn::GetAZs': (region, scope) => scope.zones(String(resolve(region, scope) ?? '')),
  'Fn::If': (argument, scope) => {
    const [condition, whenTrue, whenFalse] = argument as [string, unknown, unknown]
    return resolve(scope.condition(condition) ? whenTrue : whenFalse, scope)
  },
  'Fn::Equals': (argument, scope) => {
    const [one, other] = resolve(argument, scope) as [unknown, unknown]
    return String(one) === String(other)
  },
  'Fn::Not': (argument, scope) => !isTrue((argument as unknown[])[0], scope),
  'Fn::And': (argument, scope) => (argument as unknown[]).every((each) => isTrue(each, scope)),
  'Fn::Or': (argument, scope) => (argument as unknown[]).some((each) => isTrue(each, scope)),
  Condition: (name, scope) => scope.condition(String(name)),
  'Fn::Base64': (text, scope) => Buffer.from(String(resolve(text, scope))).toString('base64'),
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = resolve(argument, scope) as [string, string, string]
    return scope.mapped(map, first, second)
  },
}

/** A part of a template with all intrinsics replaced. Dynamic references stay. @throws FakeServiceError ValidationError */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, scope)).filter((each) => each !== NO_VALUE)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [name = '', argument] = entries[0] ?? []
  if (entries.length === 1) {
    const intrinsic = intrinsics[name]
    if (intrinsic !== undefined) return intrinsic(argument, scope)
    if (name.startsWith('Fn::')) throw refuse(`The fake's CloudFormation does not know ${name}.`)
  }
  const resolved = entries.map(([key, member]) => [key, resolve(member, scope)] as const)
  return Object.fromEntries(resolved.filter(([, member]) => member !== NO_VALUE))
}

/** Whether a condition, or a condition's part, holds. */
export function isTrue(condition: unknown, scope: Scope): boolean {
  return resolve(condition, scope) === true
}

function substitute(argument: unknown, scope: Scope): string {
  const [text, variables = {}] = (Array.isArray(argument) ? argument : [argument]) as [string, Record<string, unknown>?]
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`
    if (name in variables) return String(resolve(variables[name], scope))
    if (!name.includes('.')) return String(scope.ref(name))
    const { logicalId, attribute } = readAttribute(name)
    return String(scope.attribute(logicalId, attribute))
  })
}
