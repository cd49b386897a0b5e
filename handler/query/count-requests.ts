import type { CountRequestsAnswer } from '../contract.ts'
import type { Query } from '../database/database.ts'
import { statement } from '../database/statement.ts'
import type { Tables } from '../database/tables.ts'

/** Counts the recorded requests. Reads only. */
export async function countRequests(query: Query, tables: Tables): Promise<CountRequestsAnswer> {
  const { rows } = await query<{ total: number; newest: number | null }>(
    statement`SELECT COUNT(*) AS total, MAX(id) AS newest FROM ${tables.requests}`,
  )
  const { total: count = 0, newest = null } = rows[0] ?? {}
  return newest === null ? { count } : { count, newestId: newest }
}
