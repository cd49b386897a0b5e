import type { Query } from '../database/database.ts'
import type { DivisibleField } from '../database/request-record.ts'
import { fragment, identifier, integer, type Literal, statement, text } from '../database/statement.ts'
import type { Tables } from '../database/tables.ts'

/** A row as the page shows it: bounded, whatever was recorded. */
export interface PageRow {
  id: number
  receivedAt: string
  method: string
  path: string
  query: string
  sourceIp: string
  bodyBytes: number
  /** The body's first bytes. */
  bodyStart: Buffer
}

const rowsPerPage = 100

/** Bytes of a query string and of a body that the page shows. */
export const shownBytes = 200

/** The newest rows, or the newest below an id, in one statement; `older` when there are more. */
export async function listPageRows(
  query: Query,
  tables: Tables,
  before: number | undefined,
): Promise<{ rows: PageRow[]; older: boolean }> {
  const where = before === undefined ? fragment`` : fragment`WHERE r.id < ${integer(before)}`
  const { rows } = await query<StoredRow>(
    statement`SELECT r.id, r.received_at, r.method, r.path, ${readStart(tables, 'query')} AS query_start, r.source_ip, r.body_bytes, ${readStart(tables, 'body')} AS body_start FROM ${tables.requests} r ${where} ORDER BY r.id DESC LIMIT ${integer(rowsPerPage + 1)}`,
  )
  return { rows: rows.slice(0, rowsPerPage).map(toPageRow), older: rows.length > rowsPerPage }
}

interface StoredRow {
  id: number
  received_at: string
  method: string
  path: string
  query_start: Buffer | null
  source_ip: string
  body_bytes: number
  body_start: Buffer | null
}

/** The beginning of a field, from the row or from its first part. */
function readStart(tables: Tables, field: DivisibleField): Literal {
  const part = fragment`SELECT p.bytes FROM ${tables.parts} p WHERE p.request = r.id AND p.field = ${text(field)} AND p.seq = 0`
  return fragment`LEFT(COALESCE(CAST(r.${identifier(field)} AS BINARY), (${part})), ${integer(shownBytes)})`
}

function toPageRow(row: StoredRow): PageRow {
  return {
    id: row.id,
    receivedAt: `${row.received_at.replace(' ', 'T')}Z`,
    method: row.method,
    path: row.path,
    query: row.query_start?.toString() ?? '',
    sourceIp: row.source_ip,
    bodyBytes: row.body_bytes,
    bodyStart: row.body_start ?? Buffer.alloc(0),
  }
}
