import type { Engine } from './engine.ts'
import { workOnResource } from './resource-work.ts'
import { type Stack, type StackResource, setResourceStatus } from './stack.ts'
import type { Step } from './steps.ts'

export interface DeleteOptions {
  /** Logical ids to leave as they are. */
  retain?: readonly string[]
  /** Part of taking a create back: then nothing is snapshotted, and `RetainExceptOnCreate` deletes. */
  rollback?: boolean
  /** Which policy decides: that of the resource, or the one for what was replaced. */
  policy?: 'deletionPolicy' | 'updateReplacePolicy'
}

/** Steps that delete resources, each after those that were made with its help. */
export function makeDeleteSteps(
  engine: Engine,
  stack: Stack,
  resources: readonly StackResource[],
  options: DeleteOptions = {},
): Step[] {
  return resources.map((resource) => ({
    id: resource.logicalId,
    after: resources
      .filter(({ dependencies }) => dependencies.includes(resource.logicalId))
      .map((each) => each.logicalId),
    start: (end) => deleteResource(engine, stack, resource, options, end),
  }))
}

function deleteResource(
  engine: Engine,
  stack: Stack,
  resource: StackResource,
  options: DeleteOptions,
  end: (ok: boolean) => void,
): () => void {
  if (isKept(resource, options)) return endAtOnce(stack, resource, 'DELETE_SKIPPED', end)
  // What never came to be has no time to take.
  if (resource.physicalId === '') return endAtOnce(stack, resource, 'DELETE_COMPLETE', end)
  setResourceStatus(stack, resource, 'DELETE_IN_PROGRESS')
  const policy = resource[options.policy ?? 'deletionPolicy']
  return workOnResource(
    engine,
    stack,
    {
      operation: 'delete',
      resource,
      verb: 'DELETE',
      stoppedReason: 'Resource deletion cancelled',
      finalSnapshot: policy === 'Snapshot' && options.rollback !== true,
      begin: (kind, context) => kind.delete?.(resource.physicalId, resource.properties, context),
    },
    end,
  )
}

function isKept(resource: StackResource, { retain = [], rollback, policy = 'deletionPolicy' }: DeleteOptions): boolean {
  if (retain.includes(resource.logicalId)) return true
  if (resource[policy] === 'RetainExceptOnCreate') return rollback !== true
  return resource[policy] === 'Retain' && resource.physicalId !== ''
}

function endAtOnce(stack: Stack, resource: StackResource, status: string, end: (ok: boolean) => void): () => void {
  setResourceStatus(stack, resource, status)
  end(true)
  return () => {}
}
