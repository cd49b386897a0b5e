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

/** Columns that go to the other cells and the gaps at least: no path and no body gets more than the rest. */
const OTHER_COLUMNS = 40

/** Rows as a table: what fits on a line of each. Control characters are shown as escapes (formatTable does that). */
export function formatRowsTable(rows: readonly RecordedRequest[], style: Style): string {
  return formatTable(
    COLUMNS,
    rows.map((row) => describeCells(row, style)),
    style,
  )
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
  return formatTable(
    COLUMNS,
    rows.map((row) => widen(describeCells(row, style))),
    style,
  )
}

function describeCells(row: RecordedRequest, style: Style): string[] {
  const room = style.width - OTHER_COLUMNS
  const target = row.query === '' ? row.path : `${row.path}?${row.query}`
  return [
    String(row.id),
    row.receivedAt.replace('T', ' ').replace('Z', ''),
    row.method,
    cut(target, room),
    row.body.bytes === 0 ? '' : formatBytes(row.body.bytes),
    previewBody(row, room),
  ]
}

/** The beginning of a body on one line, in about `room` characters; binary ones are only named. */
export function previewBody({ body }: Pick<RecordedRequest, 'body'>, room: number): string {
  if (body.bytes === 0) return ''
  if (body.encoding === 'base64') return '(binary)'
  return cut(body.content, room).replace(/\s+/g, ' ').trim()
}

/** Measuring is slow: of 2,048 characters only those that may be shown are measured. Never half a surrogate pair. */
function cut(text: string, room: number): string {
  const end = Math.max(room, 20)
  return text.slice(0, /[\ud800-\udbff]/.test(text[end - 1] ?? '') ? end - 1 : end)
}
