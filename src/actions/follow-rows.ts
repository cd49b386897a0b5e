import type { RecordedRequest } from '../../handler/contract.ts'
import { UserError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { Target } from '../targets/target.ts'
import { FollowCursor } from './follow-cursor.ts'
import { checkWholeNumber, type RowCriteria, type RowFilter, readRowFilter } from './row-filter.ts'
import { listRows, MAX_ROWS, nextCursor } from './rows.ts'
import { type Wait, waitFor } from './wait.ts'

export interface FollowOptions extends RowFilter {
  /** How many rows that are there already come first, 1 to 10,000; default 10. */
  limit?: number
  maxBodyBytes?: number
}

export interface FollowContext {
  emit: Emit
  /** Ends the following; that is its normal end. */
  signal: AbortSignal
  wait?: Wait
  wallClock?: () => number
}

/** Receives new rows, oldest first; the next ones are asked for when it is done with these. */
export type OnRows = (rows: RecordedRequest[]) => void | Promise<void>

const POLL_MS = 1_000
const MAX_OUTAGE_WAIT_MS = 10_000
const PAGE_ROWS = 1_000

/**
 * Shows the newest rows and then each new one as it is recorded, until the signal is aborted. Once it has begun it
 * outlives an environment that is down for a while: it says so once (`warned`) and keeps asking.
 * @returns how many rows were shown
 * @throws UserError with exit code 2 for options that cannot be, and what the very first query throws.
 */
export async function followRows(
  target: Target,
  options: FollowOptions,
  onRows: OnRows,
  context: FollowContext,
): Promise<{ shown: number }> {
  const limit = options.limit ?? 10
  checkWholeNumber('The limit', limit, MAX_ROWS)
  const criteria = readRowFilter(options, (context.wallClock ?? Date.now)())
  const follower = new Follower(target, { criteria, options, onRows, context })
  await follower.begin(limit)
  await follower.run()
  return { shown: follower.shown }
}

interface FollowerParts {
  criteria: RowCriteria
  options: FollowOptions
  onRows: OnRows
  context: FollowContext
}

class Follower {
  readonly #target: Target
  readonly #parts: FollowerParts
  readonly #cursor = new FollowCursor()
  shown = 0

  constructor(target: Target, parts: FollowerParts) {
    this.#target = target
    this.#parts = parts
  }

  async begin(limit: number): Promise<void> {
    const { options, context } = this.#parts
    // Asked first, so that a row recorded between the two questions comes twice rather than never.
    const { newestId } = await this.#target.query({ operation: 'count-requests' })
    const { rows } = await listRows(this.#target, { ...options, limit }, context)
    this.#cursor.start(newestId ?? 0, rows.at(-1)?.id)
    await this.#show(rows.reverse())
  }

  async run(): Promise<void> {
    const { signal, wait = waitFor, emit } = this.#parts.context
    let outages = 0
    while (!signal.aborted) {
      await wait(Math.min(POLL_MS * 2 ** outages, MAX_OUTAGE_WAIT_MS), signal)
      if (signal.aborted) return
      try {
        await this.#poll()
        if (outages > 0) emit('noticed', { message: 'The environment answers again.' })
        outages = 0
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        outages++
        if (outages === 1) emit('warned', describeOutage(error))
      }
    }
  }

  async #poll(): Promise<void> {
    const { criteria, options, context } = this.#parts
    let after = this.#cursor.after
    let more = true
    while (more && !context.signal.aborted) {
      const answer = await this.#target.query({
        operation: 'list-requests',
        limit: PAGE_ROWS,
        after,
        ...criteria,
        ...(options.maxBodyBytes !== undefined && { maxBodyBytes: options.maxBodyBytes }),
      })
      await this.#show(answer.requests)
      more = answer.more
      if (more) after = nextCursor(answer.requests)
    }
    this.#cursor.advance()
  }

  async #show(rows: RecordedRequest[]): Promise<void> {
    const fresh = rows.filter((row) => this.#cursor.take(row.id))
    if (fresh.length === 0) return
    this.shown += fresh.length
    await this.#parts.onRows(fresh)
  }
}

function describeOutage(error: UserError): { message: string; nextStep: string } {
  return { message: `No answer for now, asking again: ${error.message}`, nextStep: error.nextSteps[0] }
}
