import type { EventName, Events, Operation, OperationProgress, ResourceMove } from '../events.ts'

/** One resource of an operation as far as the events have told. */
export interface ShownResource {
  id: string
  kind: string
  state: 'waiting' | ResourceMove['state']
  verb: ResourceMove['verb'] | undefined
  /** The latest reason, or what it waits for. */
  detail: string
  /** Milliseconds since 1970, by the service's clock; undefined until it begins. */
  startedAt: number | undefined
  endedAt: number | undefined
  expectedSeconds: number | undefined
  /** Whether it has to be taken back, once the operation has turned back. */
  toUndo: boolean
}

export interface Failure {
  id: string
  kind: string
  verb: ResourceMove['verb']
  /** The service's words; may be empty. */
  reason: string
}

/** Follows the events of one operation, a rollback that follows it included; all renderers share it. */
export class OperationBoard {
  readonly resources = new Map<string, ShownResource>()
  /** By logical id. What failed and was taken back since stays in it: it is the reason why. */
  readonly failures = new Map<string, Failure>()
  direction: Operation['direction'] = 'create'
  outcome: Events['operation-ended']['outcome'] | undefined
  private readonly epoch: () => number
  private progress: OperationProgress | undefined
  private progressAt = 0
  private startedAt: number | undefined
  private started = false
  /** A create or an update was taken back, or a create is deleted before it was finished. */
  private turned = false
  private aheadMs = 0

  /** @param epoch milliseconds since 1970 */
  constructor(epoch: () => number) {
    this.epoch = epoch
  }

  /** Takes one event; returns the resource that it concerns, before and after. */
  take<Name extends EventName>(name: Name, data: Events[Name]): ResourceChange | undefined {
    if (name === 'operation-started') this.start(data as Operation)
    if (name === 'operation-progressed') this.advance(data as OperationProgress)
    if (name === 'operation-ended') this.end(data as Events['operation-ended'])
    return name === 'resource-moved' ? this.move(data as ResourceMove) : undefined
  }

  get rollingBack(): boolean {
    return this.direction === 'roll-back'
  }

  /**
   * Resources that count for what is done now: once it has turned back only those that have something to undo, and
   * after a good end only those that were touched, for the others turned out to need no change.
   */
  get counted(): ShownResource[] {
    const all = [...this.resources.values()].filter((resource) => !this.turned || resource.toUndo)
    return this.outcome === 'done' ? all.filter(({ state }) => state !== 'waiting') : all
  }

  /**
   * Done and expected, as whoever follows the service counts them; counted here until that is said. Of a rollback
   * always counted here, and `finished` goes down: it is what is still to be taken back, what was cut off included.
   */
  get counts(): { finished: number; total: number } {
    const done = this.counted.filter(isDone).length
    const total = this.counted.length
    if (this.rollingBack) return { finished: total - done, total }
    if (!this.progress || (this.outcome === 'done' && total > 0)) return { finished: done, total }
    return { finished: this.progress.finished, total: this.progress.total }
  }

  /** Since the operation began, which may be long before this program looked at it. */
  get elapsedMs(): number {
    if (this.progress) return this.progress.elapsedSeconds * 1000 + this.sinceProgressMs
    return this.startedAt === undefined ? 0 : Math.max(this.now - this.startedAt, 0)
  }

  /** What is left by the last estimate, less the time that has passed since; undefined when nothing is known. */
  get remainingMs(): number | undefined {
    if (this.progress?.remainingSeconds === undefined) return undefined
    return Math.max(this.progress.remainingSeconds * 1000 - this.sinceProgressMs, 0)
  }

  /** Resources that take longer than was expected of them. */
  get slow(): ShownResource[] {
    return (this.progress?.slow ?? []).flatMap((id) => this.resources.get(id) ?? [])
  }

  /** Milliseconds that a resource has been under way, or took. */
  elapsed({ state, startedAt, endedAt }: ShownResource): number {
    if (startedAt === undefined) return 0
    const end = state === 'running' ? this.now : (endedAt ?? startedAt)
    return Math.max(end - startedAt, 0)
  }

  /** By the service's clock, as far as it is known to be ahead of this computer's. */
  private get now(): number {
    return this.epoch() + this.aheadMs
  }

  private get sinceProgressMs(): number {
    return this.outcome === undefined ? Math.max(this.epoch() - this.progressAt, 0) : 0
  }

  private start({ direction, resources }: Operation): void {
    this.startedAt ??= this.epoch()
    if (this.started && direction !== this.direction) this.turnBack()
    this.started = true
    this.direction = direction
    for (const { id, kind, expectedSeconds } of resources) {
      const resource = this.find(id, kind)
      resource.expectedSeconds = expectedSeconds ?? resource.expectedSeconds
      // What is deleted instead of being finished is what has begun, whatever else might have been expected.
      if (this.rollingBack) resource.toUndo = true
    }
  }

  /** What has begun is to be taken back; what has not is none of its business. Counts start anew. */
  private turnBack(): void {
    this.turned = true
    this.progress = undefined
    for (const resource of this.resources.values()) resource.toUndo = resource.startedAt !== undefined
    for (const resource of this.resources.values()) if (resource.state !== 'failed') resource.state = 'waiting'
  }

  private advance(progress: OperationProgress): void {
    this.progress = progress
    this.progressAt = this.epoch()
  }

  private end({ outcome }: Events['operation-ended']): void {
    if (this.progress) this.progress = { ...this.progress, elapsedSeconds: this.elapsedMs / 1000 }
    this.outcome = outcome
    if (this.rollingBack && outcome !== 'failed') this.concludeRollback()
  }

  /** What was never really made has nothing to take back: the service need not tell of it any more. */
  private concludeRollback(): void {
    for (const resource of this.counted) if (!isDone(resource)) resource.state = 'skipped'
  }

  private move({ id, kind, state, verb, detail, at }: ResourceMove): ResourceChange {
    const resource = this.find(id, kind)
    const before = { ...resource }
    const time = Date.parse(at)
    this.aheadMs = Math.max(this.aheadMs, time - this.epoch())
    this.startedAt = Math.min(this.startedAt ?? time, time)
    if (state === 'running' && resource.state !== 'running') resource.startedAt = time
    if (state !== 'running') {
      resource.startedAt ??= time
      resource.endedAt = time
    }
    if (this.turned) resource.toUndo = true
    Object.assign(resource, { kind, state, verb, detail: detail ?? '' })
    if (state === 'failed') this.failures.set(id, { id, kind, verb, reason: detail ?? '' })
    // CloudFormation tries some deletes again.
    if (state === 'finished' && this.failures.get(id)?.verb === verb) this.failures.delete(id)
    return { before, after: resource }
  }

  private find(id: string, kind: string): ShownResource {
    const known = this.resources.get(id)
    if (known) return known
    const resource: ShownResource = {
      ...{ id, kind, state: 'waiting', verb: undefined, detail: '', toUndo: false },
      ...{ startedAt: undefined, endedAt: undefined, expectedSeconds: undefined },
    }
    this.resources.set(id, resource)
    return resource
  }
}

export interface ResourceChange {
  before: ShownResource
  after: ShownResource
}

/** Whether nothing more is expected of a resource. */
export function isDone({ state }: ShownResource): boolean {
  return state === 'finished' || state === 'skipped'
}
