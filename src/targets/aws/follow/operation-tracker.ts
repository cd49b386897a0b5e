import type { MeasuredDuration, Verb } from '../../../estimates/learned-durations.ts'
import type { Operation, ResourceMove } from '../../../events.ts'
import { readResourceStatus } from './resource-status.ts'
import { isOfStack, isOwnFailure, type StackEvent } from './stack-event.ts'

export type Direction = Operation['direction']

/** How far one resource is. Times in milliseconds since 1970, on the clock of AWS. */
export interface TrackedResource {
  id: string
  kind: string
  verb: Verb
  state: ResourceMove['state']
  /** Whether what was to be done with it is done: false for what was cancelled. */
  done: boolean
  startedAt: number
  endedAt?: number
  /** `back`: it is being undone; `cleanup`: what an update has replaced is deleted. */
  part: 'forward' | 'back' | 'cleanup'
  /** An update that makes a new resource takes as long as making one. */
  replaces: boolean
}

/** What one event has changed. */
export interface Tracked {
  move?: ResourceMove
  /** The operation has begun, or begun to turn back. */
  direction?: Direction
}

/** Knows how far an operation is, from its events. Asks nobody and says nothing. */
export class OperationTracker {
  readonly events: StackEvent[] = []
  readonly measured: MeasuredDuration[] = []
  readonly durations: Record<string, number> = {}
  /** By logical id, as each is now. */
  readonly resources = new Map<string, TrackedResource>()
  /** Those that were made, changed or deleted, before anything was turned back. */
  readonly forward = new Map<string, TrackedResource>()
  direction: Direction | undefined
  /** The stack's own status, by its last event. */
  status: string | undefined
  #part: TrackedResource['part'] = 'forward'

  /** Whether the stack has said how it ended. */
  get ended(): boolean {
    return this.direction !== undefined && this.status !== undefined && !this.status.endsWith('_IN_PROGRESS')
  }

  /** When the operation began, in milliseconds since 1970. */
  get beganAt(): number | undefined {
    return this.events[0]?.at.getTime()
  }

  get failed(): StackEvent[] {
    return this.events.filter(isOwnFailure)
  }

  /**
   * Takes the next event; they come oldest first, but for one that came to light late. What happened after the end
   * belongs to another operation.
   */
  apply(event: StackEvent): Tracked {
    const last = this.events.at(-1)
    if (this.ended && last && event.at > last.at) return {}
    this.events.push(event)
    if (last && event.at < last.at) return this.#applyLate(event)
    return isOfStack(event) ? this.#applyToStack(event) : this.#applyToResource(event)
  }

  /** Moves nothing back that has gone on since; but why something failed is told, late or not. */
  #applyLate(event: StackEvent): Tracked {
    this.events.sort((one, other) => one.at.getTime() - other.at.getTime())
    const read = isOwnFailure(event) ? readResourceStatus(event) : undefined
    return read ? { move: describeMove(event, read) } : {}
  }

  #applyToStack({ status }: StackEvent): Tracked {
    this.status = status
    if (/CLEANUP_IN_PROGRESS$/.test(status)) this.#part = this.#part === 'back' ? 'back' : 'cleanup'
    const direction = readDirection(status)
    if (direction === undefined || direction === this.direction) return {}
    if (direction === 'roll-back') this.#part = 'back'
    // A create that is under way can be deleted: what it made is deleted then, and is all that counts.
    else this.forward.clear()
    this.direction = direction
    return { direction }
  }

  #applyToResource(event: StackEvent): Tracked {
    const read = readResourceStatus(event)
    if (!read) return {}
    const resource = this.#advance(event, read)
    this.resources.set(resource.id, resource)
    if (resource.part === 'forward') this.forward.set(resource.id, resource)
    if (resource.state === 'finished') this.#measure(resource)
    return { move: describeMove(event, read) }
  }

  /** CloudFormation tells several times that a resource is under way; the first time counts. */
  #advance(event: StackEvent, { verb, state }: Pick<ResourceMove, 'verb' | 'state'>): TrackedResource {
    const at = event.at.getTime()
    const before = this.resources.get(event.logicalId)
    const same = before?.state === 'running' && before.verb === verb && before.part === this.#part
    return {
      id: event.logicalId,
      kind: event.kind,
      verb,
      state,
      done: /_(COMPLETE|SKIPPED)$/.test(event.status),
      part: this.#part,
      startedAt: same ? before.startedAt : at,
      replaces:
        (same && before.replaces) || /requires the creation of a new physical resource/.test(event.reason ?? ''),
      ...(state === 'running' ? {} : { endedAt: at }),
    }
  }

  #measure({ id, kind, verb, part, replaces, startedAt, endedAt = startedAt }: TrackedResource): void {
    const seconds = (endedAt - startedAt) / 1_000
    if (part !== 'cleanup') this.durations[id] = seconds
    this.measured.push({ kind, verb: replaces ? 'create' : verb, seconds })
  }
}

function readDirection(status: string): Direction | undefined {
  if (/^(UPDATE_|IMPORT_)?ROLLBACK_IN_PROGRESS$/.test(status)) return 'roll-back'
  if (status === 'CREATE_IN_PROGRESS') return 'create'
  if (status === 'UPDATE_IN_PROGRESS' || status === 'IMPORT_IN_PROGRESS') return 'update'
  return status === 'DELETE_IN_PROGRESS' ? 'delete' : undefined
}

function describeMove(event: StackEvent, read: Pick<ResourceMove, 'verb' | 'state'>): ResourceMove {
  return { id: event.logicalId, kind: event.kind, ...read, ...describe(event), at: event.at.toISOString() }
}

/** CloudFormation's remarks on what goes well are noise. */
function describe({ status, reason }: StackEvent): { detail?: string } {
  return reason !== undefined && /_(FAILED|SKIPPED)$/.test(status) ? { detail: reason } : {}
}
