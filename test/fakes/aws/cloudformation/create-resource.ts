import type { Engine } from './engine.ts'
import { resolve } from './intrinsics.ts'
import { workOnResource } from './resource-work.ts'
import { makeScope } from './scope.ts'
import { type Definition, type Stack, type StackResource, setResourceStatus } from './stack.ts'
import type { Step } from './steps.ts'
import { listDependencies } from './template.ts'

/** Databases outside a cluster are snapshotted unless the template says otherwise, as CloudFormation has it. */
const snapshottedByDefault = 'AWS::RDS::DBInstance'

/** The step that makes one resource. @param reason of its first event, where CloudFormation gives one */
export function makeCreateStep(engine: Engine, stack: Stack, definition: Definition, logicalId: string): Step {
  return {
    id: logicalId,
    after: listDependencies(definition.template, logicalId),
    start: (end) => createResource(engine, stack, definition, logicalId, end),
  }
}

/** Makes a resource that was not there. @returns what stops it */
export function createResource(
  engine: Engine,
  stack: Stack,
  definition: Definition,
  logicalId: string,
  end: (ok: boolean) => void,
  replacing?: string,
): () => void {
  const resource = describeNew(stack, definition, logicalId)
  stack.resources.set(logicalId, resource)
  const [verb, stoppedReason] =
    replacing === undefined
      ? (['CREATE', 'Resource creation cancelled'] as const)
      : (['UPDATE', 'Resource update cancelled'] as const)
  setResourceStatus(stack, resource, `${verb}_IN_PROGRESS`, replacing)
  return workOnResource(
    engine,
    stack,
    {
      operation: 'create',
      resource,
      verb,
      stoppedReason,
      begin(kind, context) {
        resource.properties = resolveProperties(stack, definition, logicalId)
        const made = kind.create(engine.resolveDynamic(stack.account, resource.properties), context)
        resource.physicalId = made.physicalId
        resource.attributes = made.attributes ?? {}
        setResourceStatus(stack, resource, `${verb}_IN_PROGRESS`, 'Resource creation Initiated')
      },
    },
    end,
  )
}

/** Properties with the values that the stack's resources have now. */
export function resolveProperties(stack: Stack, definition: Definition, logicalId: string) {
  const scope = makeScope({
    stack,
    definition,
    find: (id) => stack.resources.get(id),
  })
  return resolve(definition.template.Resources[logicalId]?.Properties ?? {}, scope) as Record<string, unknown>
}

function describeNew(stack: Stack, { template }: Definition, logicalId: string): StackResource {
  const { Type = '', DeletionPolicy, UpdateReplacePolicy } = template.Resources[logicalId] ?? {}
  const byDefault = Type === snapshottedByDefault ? 'Snapshot' : 'Delete'
  return {
    logicalId,
    type: Type,
    physicalId: '',
    properties: {},
    attributes: {},
    status: '',
    at: new Date(stack.account.now()),
    deletionPolicy: DeletionPolicy ?? byDefault,
    updateReplacePolicy: UpdateReplacePolicy ?? byDefault,
    dependencies: listDependencies(template, logicalId),
  }
}
