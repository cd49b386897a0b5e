import type { RecordedRequest } from '../../../handler/contract.ts'
import { formatBytes } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { type Column, formatTable } from '../table.ts'
import { pad, truncate } from '../truncate.ts'

const COLUMNS: Column[] = [
  { heading: 'ID', align: 'right' },
  { heading: 'RECEIVED (UTC)' },
  { heading: 'METHOD' },
  { heading: 'PATH', shrinkTo: 12 },
  { heading: 'SIZE', align: 'right' },
  { heading: 'BODY', shrinkTo: 8 },
]

/** No terminal shows more of one cell; measuring 2,048 characters for each of 10,000 rows would take seconds. */
const CELL_CHARACTERS = 200

/** Rows as a table: what fits on a line of each. Control characters are shown as escapes (formatTable does that). */
export function formatRowsTable(rows: readonly RecordedRequest[], style: Style): string {
  return formatTable(COLUMNS, rows.map(describeCells), style)
}

/** The same with columns that do not depend on the rows, so that one batch after another lines up. */
export function formatSteadyTable(rows: readonly RecordedRequest[], style: Style): string {
  const pathWidth = Math.min(Math.max(style.width - 64, 20), 60)
  const widen = ([id = '', received = '', method = '', path = '', size = '', body = '']: string[]): string[] => [
    id.padStart(7),
    received,
    method.padEnd(7),
    pad(truncate(sanitize(path), pathWidth, style), pathWidth),
    size.padStart(9),
    body,
  ]
  return formatTable(COLUMNS, rows.map(describeCells).map(widen), style)
}

function describeCells(row: RecordedRequest): string[] {
  const target = row.query === '' ? row.path : `${row.path}?${row.query}`
  return [
    String(row.id),
    row.receivedAt.replace('T', ' ').replace('Z', ''),
    row.method,
    target.slice(0, CELL_CHARACTERS),
    row.body.bytes === 0 ? '' : formatBytes(row.body.bytes),
    previewBody(row),
  ]
}

/** The beginning of a body on one line; binary ones are only named. */
export function previewBody({ body }: Pick<RecordedRequest, 'body'>): string {
  if (body.bytes === 0) return ''
  if (body.encoding === 'base64') return '(binary)'
  return body.content.slice(0, CELL_CHARACTERS).replace(/\s+/g, ' ').trim()
}
