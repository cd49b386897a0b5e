import { isDeepStrictEqual } from 'node:util'
import type { Properties } from '../service.ts'
import { createResource, resolveProperties } from './create-resource.ts'
import type { Engine } from './engine.ts'
import { explainResourceError } from './resource-error.ts'
import { workOnResource } from './resource-work.ts'
import { type Definition, type Stack, type StackResource, setResourceStatus } from './stack.ts'
import type { Step } from './steps.ts'
import { listDependencies } from './template.ts'

/** What an update did to one resource, and what it was before. */
export type Touched =
  | { how: 'created'; logicalId: string }
  | { how: 'modified' | 'replaced'; logicalId: string; previous: StackResource }

const REPLACING = 'Requested update requires the creation of a new physical resource; hence creating one.'

/** The step that makes, modifies, replaces or leaves a resource. @param touched is told what it does, before it does */
export function makeUpdateStep(
  engine: Engine,
  stack: Stack,
  definition: Definition,
  logicalId: string,
  touched: Touched[],
): Step {
  return {
    id: logicalId,
    after: listDependencies(definition.template, logicalId),
    start(end) {
      const current = stack.resources.get(logicalId)
      if (current !== undefined) return changeResource(engine, stack, definition, current, touched, end)
      touched.push({ how: 'created', logicalId })
      return createResource(engine, stack, definition, logicalId, end)
    },
  }
}

/** Names of the top-level properties that differ. */
export function listChangedProperties(before: Properties, after: Properties): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]))
}

/** Modifies a resource in place. @returns what stops it */
export function modifyResource(
  engine: Engine,
  stack: Stack,
  resource: StackResource,
  properties: Properties,
  end: (ok: boolean) => void,
): () => void {
  const previous = resource.properties
  const reveal = (each: Properties) => engine.resolveDynamic(stack.account, each)
  setResourceStatus(stack, resource, 'UPDATE_IN_PROGRESS')
  return workOnResource(
    engine,
    stack,
    {
      operation: 'update',
      resource,
      verb: 'UPDATE',
      stoppedReason: 'Resource update cancelled',
      begin(kind, context) {
        resource.properties = properties
        const changed = kind.update?.(resource.physicalId, reveal(properties), reveal(previous), context)
        if (changed === undefined) return
        resource.physicalId = changed.physicalId
        resource.attributes = changed.attributes ?? resource.attributes
      },
    },
    end,
  )
}

function changeResource(
  engine: Engine,
  stack: Stack,
  definition: Definition,
  current: StackResource,
  touched: Touched[],
  end: (ok: boolean) => void,
): () => void {
  const { logicalId } = current
  let properties: Properties
  try {
    properties = resolveProperties(stack, definition, logicalId)
  } catch (error) {
    setResourceStatus(stack, current, 'UPDATE_FAILED', explainResourceError(stack.account, current.type, error))
    end(false)
    return () => {}
  }
  const previous = { ...current }
  Object.assign(current, readPolicies(definition, current))
  const changed = listChangedProperties(previous.properties, properties)
  if (changed.length === 0) {
    end(true)
    return () => {}
  }
  const replacedBy = engine.findKind(current.type).replacedBy ?? []
  if (changed.some((name) => replacedBy.includes(name))) {
    touched.push({ how: 'replaced', logicalId, previous })
    return createResource(engine, stack, definition, logicalId, end, REPLACING)
  }
  touched.push({ how: 'modified', logicalId, previous })
  return modifyResource(engine, stack, current, properties, end)
}

function readPolicies({ template }: Definition, resource: StackResource): Partial<StackResource> {
  const { DeletionPolicy, UpdateReplacePolicy } = template.Resources[resource.logicalId] ?? {}
  return {
    deletionPolicy: DeletionPolicy ?? resource.deletionPolicy,
    updateReplacePolicy: UpdateReplacePolicy ?? resource.updateReplacePolicy,
    dependencies: listDependencies(template, resource.logicalId),
  }
}
