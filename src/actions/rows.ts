import type { ListRequestsQuery, RecordedRequest } from '../../handler/contract.ts'
import { Interrupted, UserError } from '../errors.ts'
import type { Target } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'
import { checkWholeNumber, type RowFilter, readRowFilter } from './row-filter.ts'

/** Most rows that one `rows` shows. */
export const MAX_ROWS = 10_000
/** Most rows that the query function returns at once (its contract). */
const PAGE_ROWS = 1_000

export interface RowsOptions extends RowFilter {
  /** 1 to {@link MAX_ROWS}. */
  limit: number
  /** Only rows with a lower id: the page that follows. */
  before?: number
  /** How much of each body to fetch, in bytes; default 1,024. */
  maxBodyBytes?: number
}

export interface RowsContext {
  signal?: AbortSignal
  /** Milliseconds since 1970; default Date.now. */
  wallClock?: () => number
}

/** What `rows` shows. */
export interface RowsResult {
  /** Newest first. */
  rows: RecordedRequest[]
  /** There are older rows that match. */
  more: boolean
  /** `before` of the page that follows, when there is more. */
  nextBefore?: number
  nextSteps: string[]
}

/**
 * The newest rows that match, read through the query function in pages.
 * @throws UserError with exit code 2 for options that cannot be, else what the target's query throws; Interrupted
 *   when the signal is aborted between two pages.
 */
export async function listRows(target: Target, options: RowsOptions, context: RowsContext = {}): Promise<RowsResult> {
  checkWholeNumber('The limit', options.limit, MAX_ROWS)
  if (options.before !== undefined)
    checkWholeNumber('The id to page back from', options.before, Number.MAX_SAFE_INTEGER)
  const criteria = readRowFilter(options, (context.wallClock ?? Date.now)())
  const rows: RecordedRequest[] = []
  let before = options.before
  let more = true
  while (more && rows.length < options.limit) {
    if (context.signal?.aborted) throw new Interrupted('Interrupted while the rows were read.')
    const answer = await target.query({
      operation: 'list-requests',
      limit: Math.min(PAGE_ROWS, options.limit - rows.length),
      ...criteria,
      ...(before !== undefined && { before }),
      ...(options.maxBodyBytes !== undefined && { maxBodyBytes: options.maxBodyBytes }),
    } satisfies ListRequestsQuery)
    for (const row of answer.requests) rows.push(row)
    more = answer.more
    if (more) before = nextCursor(answer.requests)
  }
  return describeRows(target, rows, more, options)
}

/**
 * The id to go on from. An empty page that promises more would be asked for again for ever.
 * @throws UserError for such a page.
 */
export function nextCursor(page: readonly RecordedRequest[]): number {
  const last = page.at(-1)
  if (last) return last.id
  throw new UserError({
    name: 'QueryFailed',
    message: 'The query function says that there are more rows, but returns none.',
    nextSteps: ['rds-proxy-webhook status', 'rds-proxy-webhook deploy'],
  })
}

function describeRows(target: Target, rows: RecordedRequest[], more: boolean, options: RowsOptions): RowsResult {
  if (rows.length === 0) return { rows, more: false, nextSteps: [writeCommand(target, 'hit /some/path')] }
  const { since, path, method, limit } = options
  const filter = { since, path, method }
  if (!more) return { rows, more, nextSteps: [writeCommand(target, 'rows', { ...filter, follow: true })] }
  const nextBefore = nextCursor(rows)
  return { rows, more, nextBefore, nextSteps: [writeCommand(target, 'rows', { limit, before: nextBefore, ...filter })] }
}
