import type { TemplateResource } from './template.ts'

/** Logical ids that CloudFormation makes before a resource: those in DependsOn and those that its properties refer to. */
export function listDependencies(resource: TemplateResource): string[] {
  const stated = typeof resource.DependsOn === 'string' ? [resource.DependsOn] : (resource.DependsOn ?? [])
  return [...new Set([...stated, ...findReferences(resource.Properties)])]
}

/**
 * Names in Ref, Fn::GetAtt and Fn::Sub anywhere inside a value: of resources, and also of parameters and pseudo
 * parameters, which the caller tells apart.
 */
function findReferences(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(findReferences)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => readIntrinsic(key, inner) ?? findReferences(inner))
}

/** Undefined when the key is no function that refers to something by name. */
function readIntrinsic(key: string, inner: unknown): string[] | undefined {
  if (key === 'Ref' && typeof inner === 'string') return [inner]
  if (key === 'Fn::GetAtt') return readAttribute(inner)
  if (key === 'Fn::Sub') return readSubstitution(inner)
  return undefined
}

/** `["Id", "Attribute"]`, or `"Id.Attribute"` as YAML has it. */
function readAttribute(inner: unknown): string[] | undefined {
  const id = Array.isArray(inner) ? inner[0] : typeof inner === 'string' ? inner.split('.')[0] : undefined
  return typeof id === 'string' ? [id] : undefined
}

/** `"text ${Id} ${Id.Attribute} ${!literal}"`, alone or with a map of names of its own, whose values may refer on. */
function readSubstitution(inner: unknown): string[] | undefined {
  const [text, own] = Array.isArray(inner) ? inner : [inner, undefined]
  if (typeof text !== 'string') return undefined
  const names = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => (match[1] ?? '').trim().split('.')[0] ?? '')
  const ownNames = typeof own === 'object' && own !== null ? Object.keys(own) : []
  return [...names.filter((name) => !ownNames.includes(name)), ...findReferences(own)]
}
