import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'
import { describe, expect, it } from 'vitest'
import { makeInput, variants } from './example-input.ts'
import { type Template, TemplateView } from './template-view.ts'

type Properties = Record<string, { type: PropertyType; required?: boolean }>
type PropertyType = { type: string; element?: PropertyType; reference?: { $ref: string } }

const spec = loadAwsServiceSpecSync()

/** Checks names and required properties against AWS's own resource schemas, down to the innermost type. */
function checkProperties(value: unknown, known: Properties, path: string): string[] {
  if (!isPlainObject(value)) return []
  const unknown = Object.keys(value).filter((name) => !(name in known))
  const missing = Object.keys(known).filter((name) => known[name]?.required && !(name in value))
  return [
    ...unknown.map((name) => `${path}.${name} is not known`),
    ...missing.map((name) => `${path}.${name} is required`),
    ...Object.entries(value).flatMap(([name, inner]) =>
      known[name] ? checkValue(inner, known[name].type, `${path}.${name}`) : [],
    ),
  ]
}

function checkValue(value: unknown, type: PropertyType, path: string): string[] {
  if (type.type === 'array' && type.element && Array.isArray(value)) {
    return value.flatMap((item, index) => checkValue(item, type.element as PropertyType, `${path}[${index}]`))
  }
  if (type.type !== 'ref' || !type.reference) return []
  const definition = spec.get('typeDefinition', type.reference.$ref) as unknown as { properties: Properties }
  return checkProperties(value, definition.properties, path)
}

/** An object of the template's own, not an intrinsic function that stands for one. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return !Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))
}

function lookUp(type: string) {
  return spec.lookup('resource', 'cloudFormationType', 'equals', type).only()
}

function checkResources({ Resources }: Template): string[] {
  return Object.entries(Resources).flatMap(([id, { Type, Properties }]) =>
    checkProperties(Properties, lookUp(Type).properties as unknown as Properties, id),
  )
}

/** Every Fn::GetAtt asks for an attribute that the resource's type has. */
function checkAttributes(value: unknown, { Resources }: Template): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (!('Fn::GetAtt' in value))
    return Object.values(value).flatMap((inner) => checkAttributes(inner, { Resources } as Template))
  const [id, attribute] = value['Fn::GetAtt'] as [string, string]
  const resource = Resources[id]
  if (!resource) return [`${id} does not exist`]
  const { attributes, properties } = lookUp(resource.Type)
  const [first = ''] = attribute.split('.')
  return attribute in attributes || first in attributes || first in properties
    ? []
    : [`${id}.${attribute} is not known`]
}

describe("AWS's resource schemas", () => {
  it.each(variants)('know every property and attribute of $name, and miss none', ({ changes }) => {
    const { template } = new TemplateView(makeInput(changes))
    expect(checkResources(template)).toEqual([])
    expect(checkAttributes({ ...template.Resources, ...template.Outputs }, template)).toEqual([])
  })

  it('are really asked', () => {
    const { template } = new TemplateView(makeInput())
    const id = 'DatabaseProxyDC6872F6'
    const proxy = template.Resources[id]
    Object.assign(proxy?.Properties, { RequireTls: true, RoleArn: { 'Fn::GetAtt': [id, 'Arm'] } })
    delete proxy?.Properties.EngineFamily
    proxy?.Properties.Auth.push({ IamAuth: 'REQUIRED' })
    expect(checkResources(template)).toEqual([
      `${id}.RequireTls is not known`,
      `${id}.EngineFamily is required`,
      `${id}.Auth[1].IamAuth is not known`,
    ])
    expect(checkAttributes(template.Resources, template)).toEqual([`${id}.Arm is not known`])
  })
})
