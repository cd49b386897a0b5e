import type { Properties } from '../service.ts'
import type { Engine } from './engine.ts'
import { resolve } from './intrinsics.ts'
import { listReferences } from './references.ts'
import { listActive, makeSymbolicScope } from './scope.ts'
import type { Definition, Stack } from './stack.ts'
import { refuse } from './template.ts'
import { listChangedProperties } from './update-resource.ts'

/** One entry of a change set. */
export interface Change {
  action: 'Add' | 'Modify' | 'Remove'
  logicalId: string
  physicalId?: string
  type: string
  /** Only of Modify. */
  replacement?: 'True' | 'False' | 'Conditional'
  scope: string[]
  details: ChangeDetail[]
}

export interface ChangeDetail {
  name: string
  requiresRecreation: 'Never' | 'Always' | 'Conditionally'
  /** Dynamic: CloudFormation knows only when it comes to it. */
  evaluation: 'Static' | 'Dynamic'
  source: 'DirectModification' | 'ResourceReference' | 'ResourceAttribute' | 'ParameterReference'
  /** `Logical` or `Logical.Attribute` that it comes from. */
  cause?: string
}

/**
 * What changes between a stack and a definition. References to resources that change count as changes, as in a real
 * change set, although they may turn out to be none.
 * @throws FakeServiceError when a resource would get another type
 */
export function listChanges(engine: Engine, stack: Stack, next: Definition): Change[] {
  const before = stack.definition === undefined ? new Map() : resolveAll(stack, stack.definition)
  const after = resolveAll(stack, next)
  refuseOtherTypes(stack, next)
  const removed = [...before.keys()].filter((id) => !after.has(id)).map((id) => describeRemoved(stack, id))
  const added = [...after.keys()].filter((id) => !before.has(id)).map((id) => describeAdded(next, id))
  const modified = findModified(engine, next, before, after)
  for (const change of modified) change.physicalId = stack.resources.get(change.logicalId)?.physicalId ?? ''
  return [...removed, ...added, ...modified].sort((one, other) => one.logicalId.localeCompare(other.logicalId))
}

/** Whether a definition differs from what is deployed in a way that is no change of a resource. */
export function changesOutputs(stack: Stack, next: Definition): boolean {
  return JSON.stringify(stack.definition?.template.Outputs) !== JSON.stringify(next.template.Outputs)
}

function resolveAll(stack: Stack, definition: Definition): Map<string, Properties> {
  const scope = makeSymbolicScope({ stack, definition })
  const { Resources } = definition.template
  return new Map(
    listActive(definition.template, scope).map((id) => [
      id,
      resolve(Resources[id]?.Properties ?? {}, scope) as Properties,
    ]),
  )
}

function findModified(
  engine: Engine,
  next: Definition,
  before: Map<string, Properties>,
  after: Map<string, Properties>,
) {
  const found = new Map<string, Change>()
  for (const [id, properties] of after) {
    const previous = before.get(id)
    const names = previous === undefined ? [] : listChangedProperties(previous, properties)
    const details = names.map((name): ChangeDetail => describeDetail(engine, next, id, name))
    if (details.length > 0) found.set(id, describeModified(next, id, details))
  }
  // A change spreads along references until nothing new is found.
  for (let size = -1; size !== countDetails(found); ) {
    size = countDetails(found)
    for (const id of after.keys()) if (before.has(id)) spread(engine, next, id, found)
  }
  return [...found.values()]
}

function spread(engine: Engine, next: Definition, id: string, found: Map<string, Change>) {
  for (const [name, value] of Object.entries(next.template.Resources[id]?.Properties ?? {})) {
    if (found.get(id)?.details.some((detail) => detail.name === name)) continue
    const cause = listReferences(value).find(({ logicalId, attribute }) => {
      const change = logicalId === id ? undefined : found.get(logicalId)
      return change !== undefined && (attribute !== undefined || change.replacement !== 'False')
    })
    if (cause === undefined) continue
    const recreates = engine.findKind(next.template.Resources[id]?.Type ?? '').replacedBy?.includes(name) === true
    const detail: ChangeDetail = {
      name,
      requiresRecreation: recreates ? 'Conditionally' : 'Never',
      evaluation: 'Dynamic',
      source: cause.attribute === undefined ? 'ResourceReference' : 'ResourceAttribute',
      cause: cause.attribute === undefined ? cause.logicalId : `${cause.logicalId}.${cause.attribute}`,
    }
    found.set(id, describeModified(next, id, [...(found.get(id)?.details ?? []), detail]))
  }
}

function countDetails(found: Map<string, Change>): number {
  return [...found.values()].reduce((sum, { details }) => sum + details.length, 0)
}

function describeDetail(engine: Engine, next: Definition, id: string, name: string): ChangeDetail {
  const { Type = '', Properties: properties } = next.template.Resources[id] ?? {}
  const recreates = engine.findKind(Type).replacedBy?.includes(name) === true
  const parameter = listReferences(properties?.[name]).find(({ logicalId }) => logicalId in next.parameters)
  return {
    name,
    requiresRecreation: recreates ? 'Always' : 'Never',
    evaluation: 'Static',
    source: parameter === undefined ? 'DirectModification' : 'ParameterReference',
    ...(parameter === undefined ? {} : { cause: parameter.logicalId }),
  }
}

function describeModified({ template }: Definition, logicalId: string, details: ChangeDetail[]): Change {
  const needs = details.map(({ requiresRecreation }) => requiresRecreation)
  const replacement = needs.includes('Always') ? 'True' : needs.includes('Conditionally') ? 'Conditional' : 'False'
  const scope = [...new Set(details.map(({ name }) => (name === 'Tags' ? 'Tags' : 'Properties')))]
  return { action: 'Modify', logicalId, type: template.Resources[logicalId]?.Type ?? '', replacement, scope, details }
}

function describeAdded({ template }: Definition, logicalId: string): Change {
  return { action: 'Add', logicalId, type: template.Resources[logicalId]?.Type ?? '', scope: [], details: [] }
}

function describeRemoved(stack: Stack, logicalId: string): Change {
  const resource = stack.resources.get(logicalId)
  const type = stack.definition?.template.Resources[logicalId]?.Type ?? ''
  return { action: 'Remove', logicalId, physicalId: resource?.physicalId ?? '', type, scope: [], details: [] }
}

function refuseOtherTypes({ definition }: Stack, next: Definition) {
  const before = definition?.template.Resources ?? {}
  const other = Object.entries(next.template.Resources)
    .filter(([id, { Type }]) => before[id] !== undefined && before[id].Type !== Type)
    .map(([id]) => id)
  if (other.length === 0) return
  throw refuse(
    `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${other.join(', ')}]`,
  )
}
