import type { Target } from '../targets/target.ts'
import type { IdSet } from './id-set.ts'
import { nextCursor } from './rows.ts'

const PAGE_ROWS = 1_000

/**
 * How many of the rows that were promised are really in the table, read back through the query function.
 * @param path of the requests that promised them, which nothing else is sent to
 * @throws what the target's query throws
 */
export async function countRecorded(target: Target, promised: IdSet, path: string): Promise<number> {
  let found = 0
  let after = (promised.lowest ?? 1) - 1
  let more = promised.size > 0
  while (more && found < promised.size) {
    const page = await target.query({ operation: 'list-requests', limit: PAGE_ROWS, after, path, maxBodyBytes: 0 })
    found += page.requests.filter((row) => promised.has(row.id)).length
    more = page.more
    if (more) after = nextCursor(page.requests)
  }
  return found
}
