import { expectTime, findSlowLimit } from '../../../estimates/expected-seconds.ts'
import type { LearnedDurations, Verb } from '../../../estimates/learned-durations.ts'
import { listDependencies } from '../../../estimates/references.ts'
import { estimateRemaining, type OpenTask } from '../../../estimates/remaining-time.ts'
import type { Template } from '../../../estimates/template.ts'
import type { OperationTracker, TrackedResource } from './operation-tracker.ts'

/** A resource that an operation is expected to touch. */
export interface ExpectedResource {
  /** Logical id. */
  id: string
  /** CloudFormation type. */
  kind: string
  verb: Verb
}

export interface EstimateInput {
  tracker: OperationTracker
  /** What it is about; undefined when nobody knows, such as of an update that was begun elsewhere. */
  expected: readonly ExpectedResource[] | undefined
  /** For who waits for whom. */
  template: Template | undefined
  learned: LearnedDurations
  /** Milliseconds since 1970. */
  now: number
}

/**
 * Seconds until the operation ends, along the critical path of what is left of it; undefined when it is not known what
 * is left.
 */
export function estimateOperation(input: EstimateInput): number | undefined {
  const { tracker } = input
  if (tracker.ended) return 0
  const open = tracker.direction === 'roll-back' ? listUndoing(tracker) : listDoing(input)
  return open === undefined ? undefined : Math.round(estimateRemaining(makeTasks(open, input)))
}

/** Logical ids of what has run longer than is usual for its kind. */
export function listSlow({ tracker, learned, now }: Pick<EstimateInput, 'tracker' | 'learned' | 'now'>): string[] {
  const running = [...tracker.resources.values()].filter(({ state }) => state === 'running')
  return running
    .filter((each) => runSeconds(each, now) > findSlowLimit(expectTime(each.kind, realVerb(each), learned)))
    .map(({ id }) => id)
}

/** A create that is under way can be deleted. */
function listDoing({ tracker, expected }: EstimateInput): readonly ExpectedResource[] | undefined {
  return tracker.direction === 'delete' ? expected?.map((each) => ({ ...each, verb: 'delete' as const })) : expected
}

/** A rollback deletes what was made and changes back what was changed. */
function listUndoing({ forward }: OperationTracker): ExpectedResource[] {
  return [...forward.values()].map(({ id, kind, verb }) => ({ id, kind, verb: verb === 'create' ? 'delete' : verb }))
}

function makeTasks(open: readonly ExpectedResource[], input: EstimateInput): OpenTask[] {
  const { tracker, template, learned, now } = input
  const part = tracker.direction === 'roll-back' ? 'back' : 'forward'
  const needs = findNeeds(open, template)
  return open.map(({ id, kind, verb }) => {
    const seen = tracker.resources.get(id)
    const removed = seen?.part === 'cleanup' && verb === 'delete'
    const undoing = tracker.direction !== 'delete' || seen?.verb === 'delete'
    const current = (seen?.part === part && undoing) || removed ? seen : undefined
    const seconds = expectTime(kind, current ? realVerb(current) : verb, learned).seconds
    const running = current?.state === 'running' ? { runningFor: runSeconds(current, now) } : {}
    const done = (current !== undefined && current.state !== 'running') || seen?.part === 'cleanup'
    return { id, seconds, needs: needs.get(id) ?? [], done, ...running }
  })
}

/** What is made waits for what it refers to; what is deleted waits for those that refer to it, and for all changes. */
function findNeeds(open: readonly ExpectedResource[], template: Template | undefined): Map<string, string[]> {
  const deleted = new Set(open.filter(({ verb }) => verb === 'delete').map(({ id }) => id))
  const kept = open.filter(({ id }) => !deleted.has(id)).map(({ id }) => id)
  const needs = new Map<string, string[]>(open.map(({ id }) => [id, deleted.has(id) ? [...kept] : []]))
  for (const { id } of open) {
    const resource = template?.Resources?.[id]
    for (const other of resource ? listDependencies(resource) : []) {
      if (deleted.has(id) && deleted.has(other)) needs.get(other)?.push(id)
      else if (!deleted.has(id) && !deleted.has(other)) needs.get(id)?.push(other)
    }
  }
  return needs
}

function realVerb({ verb, replaces }: TrackedResource): Verb {
  return replaces ? 'create' : verb
}

/** Never negative: the clocks of AWS and of this computer need not agree. */
function runSeconds({ startedAt }: TrackedResource, now: number): number {
  return Math.max(0, (now - startedAt) / 1_000)
}
