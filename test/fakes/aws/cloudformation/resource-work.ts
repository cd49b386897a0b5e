import type { ResourceOperation } from '../faults.ts'
import type { ResourceContext, ResourceKind } from '../service.ts'
import type { Engine } from './engine.ts'
import { explainResourceError } from './resource-error.ts'
import { type Stack, type StackResource, setResourceStatus } from './stack.ts'

/** Seconds until a kind that is not yet done is asked again. */
const POLL_SECONDS = 5

/** A replacement is an update for whoever plans faults, though it makes a new resource. */
const faultOperations = { CREATE: 'create', UPDATE: 'update', DELETE: 'delete' } as const

/** What one piece of work on a resource does besides taking its time. */
export interface ResourceWork {
  operation: ResourceOperation
  resource: StackResource
  /** Does it in the account, once the fault's and the kind's word is heard. May throw what the service would. */
  begin(kind: ResourceKind, context: ResourceContext): void
  /** Status of the events: `CREATE`, `UPDATE` or `DELETE`. */
  verb: 'CREATE' | 'UPDATE' | 'DELETE'
  /** Reason of the event when it is stopped. */
  stoppedReason: string
  /** How many of its kind's seconds it takes; absent: all. */
  seconds?: number
  finalSnapshot?: boolean
}

/**
 * Works on one resource: begins at once, takes its seconds of the account's clock, and ends with an event COMPLETE or
 * FAILED. The event IN_PROGRESS is the caller's, since its reason differs.
 *
 * @returns what stops it: an event FAILED, and nothing of it happens any more
 */
export function workOnResource(
  engine: Engine,
  stack: Stack,
  work: ResourceWork,
  end: (ok: boolean) => void,
): () => void {
  const { operation, resource, verb } = work
  const kind = engine.findKind(resource.type)
  const context = makeContext(engine, stack, work)
  const fault = engine.faults.takeResourceFault(resource.logicalId, faultOperations[verb])
  let cancel = () => {}
  const fail = (reason: string) => {
    setResourceStatus(stack, resource, `${verb}_FAILED`, reason)
    end(false)
  }
  const conclude = () => {
    if (fault?.reason !== undefined) return fail(fault.reason)
    try {
      const over = kind.finish?.(operation, resource.physicalId, resource.properties, context) ?? true
      if (!over) {
        cancel = engine.clock.after(POLL_SECONDS, conclude)
        return
      }
    } catch (error) {
      return fail(explainResourceError(stack.account, resource.type, error))
    }
    setResourceStatus(stack, resource, `${verb}_COMPLETE`)
    end(true)
  }
  try {
    work.begin(kind, context)
    cancel = engine.clock.after(fault?.seconds ?? work.seconds ?? kind.seconds?.[operation] ?? 1, conclude)
  } catch (error) {
    fail(explainResourceError(stack.account, resource.type, error))
  }
  return () => {
    cancel()
    setResourceStatus(stack, resource, `${verb}_FAILED`, work.stoppedReason)
  }
}

function makeContext(engine: Engine, stack: Stack, { resource, finalSnapshot }: ResourceWork): ResourceContext {
  const { account } = stack
  return {
    account,
    region: account.region,
    stackName: stack.name,
    stackId: stack.id,
    logicalId: resource.logicalId,
    tags: stack.definition?.tags ?? {},
    ...(finalSnapshot === true ? { finalSnapshot } : {}),
    readObject: (bucket, key) => engine.buckets.read(bucket, key, account.id),
  }
}
