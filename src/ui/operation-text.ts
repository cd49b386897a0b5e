import type { ResourceMove } from '../events.ts'
import { formatDuration } from './duration.ts'
import { formatCount, formatNumber } from './numbers.ts'
import type { Failure, OperationBoard, ShownResource } from './operation-board.ts'
import { describeKind, shortenLogicalId } from './resource-kinds.ts'
import { sanitize } from './sanitize.ts'

/** What an operation does, as it goes on and when it is over. */
export const operationWords: Readonly<Record<OperationBoard['direction'], { doing: string; done: string }>> = {
  create: { doing: 'Creating', done: 'Created' },
  update: { doing: 'Updating', done: 'Updated' },
  'roll-back': { doing: 'Rolling back', done: 'Rolled back' },
  delete: { doing: 'Deleting', done: 'Deleted' },
}

/**
 * What the operation does, or how it ended. A rollback that could take back everything has done its work, though what
 * it belongs to has failed.
 */
export function describeEnd({ direction, outcome }: OperationBoard): string {
  const { doing, done } = operationWords[direction]
  if (outcome === undefined) return doing
  return outcome === 'failed' ? `${doing} failed` : done
}

/** `12 of 39 done`; a rollback counts down: `5 left`. */
export function countResources({ counts: { finished, total }, rollingBack, outcome }: OperationBoard): string {
  const done = outcome === 'done' ? '' : ' done'
  if (rollingBack) return `${formatNumber(finished)} left`
  if (total === 0) return `${formatCount(finished, 'resource')}${done}`
  return `${formatNumber(finished)} of ${formatNumber(total)}${done}`
}

/** `about 6 min left`; empty when nothing is known. Nobody believes an estimate to the second. */
export function describeRemaining({ remainingMs, outcome }: OperationBoard): string {
  if (remainingMs === undefined || outcome !== undefined) return ''
  const minutes = Math.round(remainingMs / 60_000)
  return minutes < 1 ? 'less than a minute left' : `about ${formatDuration(minutes * 60_000)} left`
}

/** Elapsed time in whole seconds: it is looked at every few seconds only. */
export function formatElapsed(ms: number): string {
  return ms < 9_950 ? `${Math.round(ms / 1000)} s` : formatDuration(ms)
}

/** `MySQL database DatabaseInstance`, safe to print. */
export function nameResource({ kind, id }: Pick<ShownResource, 'kind' | 'id'>): string {
  return sanitize(`${describeKind(kind).noun} ${shortenLogicalId(id)}`)
}

/** `RDS Proxy DatabaseProxy: could not be made: the reason`. */
export function describeFailure(failure: Failure): string {
  const reason = failure.reason === '' ? '' : `: ${sanitize(failure.reason)}`
  return `${nameResource(failure)} could not be ${participles[failure.verb]}${reason}`
}

const participles: Readonly<Record<ResourceMove['verb'], string>> = {
  create: 'made',
  update: 'updated',
  delete: 'deleted',
}

/** `slower than usual: MySQL database`; empty when nothing is. */
export function describeSlow({ slow, outcome }: OperationBoard): string {
  if (slow.length === 0 || outcome !== undefined) return ''
  const nouns = [...new Set(slow.map(({ kind }) => describeKind(kind).noun))]
  return `slower than usual: ${sanitize(nouns.join(', '))}`
}
