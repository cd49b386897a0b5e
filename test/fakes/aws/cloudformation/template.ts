import { FakeServiceError } from '../service.ts'
import { listReferences } from './references.ts'

export interface TemplateResource {
  Type: string
  Properties?: Record<string, unknown>
  DependsOn?: string | string[]
  Condition?: string
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
}

export interface TemplateParameter {
  Type: string
  Default?: unknown
  NoEcho?: boolean
  Description?: string
}

export interface Template {
  Description?: string
  Parameters?: Record<string, TemplateParameter>
  Mappings?: Record<string, Record<string, Record<string, unknown>>>
  Conditions?: Record<string, unknown>
  Resources: Record<string, TemplateResource>
  Outputs?: Record<string, { Value: unknown; Description?: string; Condition?: string; Export?: { Name: unknown } }>
}

/** Refuses a request as CloudFormation does for nearly everything. */
export function refuse(message: string, code = 'ValidationError'): FakeServiceError {
  return new FakeServiceError(code, message)
}

/**
 * Reads a template and checks what CloudFormation checks before anything else. JSON only: nothing here writes YAML.
 * @param known whether a resource type can be made
 * @throws FakeServiceError ValidationError
 */
export function parseTemplate(body: string, known: (type: string) => boolean): Template {
  const template = parseJson(body)
  const resources = template.Resources
  if (typeof resources !== 'object' || resources === null || Object.keys(resources).length === 0) {
    throw refuse('Template format error: At least one Resources member must be defined.')
  }
  const unknown = [...new Set(Object.values(resources).map(({ Type }) => Type))].filter((type) => !known(type))
  if (unknown.length > 0) throw refuse(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`)
  checkReferences(template)
  checkCircles(template)
  return template
}

/** What a resource has to wait for. */
export function listDependencies(template: Template, logicalId: string): string[] {
  const resource = template.Resources[logicalId]
  const explicit = [resource?.DependsOn ?? []].flat()
  const referenced = listReferences(resource?.Properties).map(({ logicalId: other }) => other)
  return [...new Set([...explicit, ...referenced])].filter((other) => other in template.Resources)
}

function parseJson(body: string): Template {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    throw refuse('Template format error: JSON not well-formed. (line 1, column 1)')
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Template
  throw refuse('Template format error: unsupported structure.')
}

function checkReferences(template: Template) {
  const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})])
  const isKnown = (name: string) => known.has(name) || name.startsWith('AWS::')
  const inResources = Object.values(template.Resources).flatMap(({ Properties, DependsOn }) => [
    ...listReferences(Properties).map(({ logicalId }) => logicalId),
    ...[DependsOn ?? []].flat(),
  ])
  const missing = [...new Set(inResources)].filter((name) => !isKnown(name))
  if (missing.length > 0) throw unresolved(missing, 'Resources')
  const inOutputs = listReferences(template.Outputs).map(({ logicalId }) => logicalId)
  const missingInOutputs = [...new Set(inOutputs)].filter((name) => !isKnown(name))
  if (missingInOutputs.length > 0) throw unresolved(missingInOutputs, 'Outputs')
}

function unresolved(names: string[], block: string) {
  return refuse(
    `Template format error: Unresolved resource dependencies [${names.join(', ')}] in the ${block} block of the template`,
  )
}

function checkCircles(template: Template) {
  const left = new Map(Object.keys(template.Resources).map((id) => [id, listDependencies(template, id)]))
  for (let before = -1; before !== left.size; ) {
    before = left.size
    for (const [id, waits] of [...left]) if (!waits.some((other) => left.has(other))) left.delete(id)
  }
  if (left.size > 0) throw refuse(`Circular dependency between resources: [${[...left.keys()].join(', ')}]`)
}
