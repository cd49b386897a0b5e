import type { ListRequestsQuery } from '../contract.ts'
import { divisibleFields } from '../database/request-record.ts'
import { fragment, integer, join, type Literal, statement, text, timestamp } from '../database/statement.ts'
import type { Tables } from '../database/tables.ts'

/** A row as it is stored; a field that is null is in the table of parts. */
export interface StoredRequest {
  id: number
  received_at: string
  method: string
  path: string
  query: string | null
  headers: string | null
  /** Only the first bytes, as many as were asked for. */
  body: Buffer | null
  body_bytes: number
  source_ip: string
  request_id: string
  user_agent: string | null
}

/** Reads what matches, one row more than the limit, so that the caller sees whether there are more. */
export function selectRequests(tables: Tables, request: ListRequestsQuery, maxBodyBytes: number): string {
  const conditions = listConditions(request)
  const where = conditions.length > 0 ? fragment`WHERE ${join(conditions, ' AND ')}` : fragment``
  // Following goes forward in time, everything else back.
  const order = request.after === undefined ? fragment`DESC` : fragment`ASC`
  return statement`SELECT id, received_at, method, path, query, headers, LEFT(body, ${integer(maxBodyBytes)}) AS body, body_bytes, source_ip, request_id, user_agent FROM ${tables.requests} ${where} ORDER BY id ${order} LIMIT ${integer(request.limit + 1)}`
}

/** Reads the divided fields of some rows in order; of bodies only the parts below `bodyParts`. */
export function selectParts(tables: Tables, ids: readonly number[], bodyParts: number): string {
  const others = divisibleFields.filter((field) => field !== 'body')
  return statement`SELECT request, field, bytes FROM ${tables.parts} WHERE request IN (${join(ids.map(integer), ', ')}) AND (field IN (${join(others.map(text), ', ')}) OR seq < ${integer(bodyParts)}) ORDER BY request, field, seq`
}

function listConditions(request: ListRequestsQuery): Literal[] {
  const { before, after, since, path, method } = request
  return [
    ...(before === undefined ? [] : [fragment`id < ${integer(before)}`]),
    ...(after === undefined ? [] : [fragment`id > ${integer(after)}`]),
    ...(since === undefined ? [] : [fragment`received_at >= ${timestamp(new Date(since))}`]),
    ...(path === undefined ? [] : [fragment`path LIKE ${text(toPattern(path))} ESCAPE '|'`]),
    ...(method === undefined ? [] : [fragment`UPPER(method) = ${text(method.toUpperCase())}`]),
  ]
}

/**
 * A LIKE pattern in which only `*` is special. The escape character is not the backslash, which means something else
 * under NO_BACKSLASH_ESCAPES. LIKE also sees trailing spaces, which `=` does not.
 */
function toPattern(path: string): string {
  return path.replace(/[|%_]/g, '|$&').replaceAll('*', '%')
}
