import type { RecordedRequest } from '../../../handler/contract.ts'

/** Columns of the CSV form, in order. */
export const CSV_COLUMNS = [
  'id',
  'receivedAt',
  'method',
  'path',
  'query',
  'headers',
  'bodyBytes',
  'bodyEncoding',
  'body',
  'bodyTruncated',
  'sourceIp',
  'requestId',
  'userAgent',
] as const

/** The header line, without a line end. */
export const CSV_HEADER = CSV_COLUMNS.join(',')

/** One row as a CSV record (RFC 4180), without a line end. Headers are JSON inside a cell. */
export function formatCsvRow(row: RecordedRequest): string {
  const { body } = row
  const cells: Record<(typeof CSV_COLUMNS)[number], string> = {
    id: String(row.id),
    receivedAt: row.receivedAt,
    method: row.method,
    path: row.path,
    query: row.query,
    headers: JSON.stringify(row.headers),
    bodyBytes: String(body.bytes),
    bodyEncoding: body.encoding,
    body: body.content,
    bodyTruncated: String(body.truncated),
    sourceIp: row.sourceIp,
    requestId: row.requestId,
    userAgent: row.userAgent,
  }
  return CSV_COLUMNS.map((column) => formatCell(cells[column])).join(',')
}

/**
 * Spreadsheets run a cell that begins like a formula, and anyone may send us one: such a cell gets an apostrophe in
 * front, which spreadsheets take for "text" (OWASP, CSV Injection). A cell that begins with an apostrophe gets one
 * too, so that removing one apostrophe gives the exact text back.
 */
function formatCell(text: string): string {
  const safe = /^['=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
