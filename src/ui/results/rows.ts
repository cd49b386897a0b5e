import type { RecordedRequest } from '../../../handler/contract.ts'
import type { RowsResult } from '../../actions/rows.ts'
import { formatCount } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { CSV_HEADER, formatCsvRow } from './rows-csv.ts'
import { formatRowsTable, formatSteadyTable } from './rows-table.ts'

export const ROW_FORMATS = ['table', 'json', 'ndjson', 'csv'] as const
export type RowFormat = (typeof ROW_FORMATS)[number]

/**
 * Rows as text that ends with a line end (or is empty): a table, one JSON array, one JSON object a line, or CSV with
 * a header line. Pure. Of the forms only CSV may hold raw control characters, and it is made for programs.
 */
export function formatRows(rows: readonly RecordedRequest[], format: RowFormat, style: Style): string {
  switch (format) {
    case 'table':
      return rows.length === 0 ? '' : `${formatRowsTable(rows, style)}\n`
    case 'json':
      return formatJsonArray(rows)
    case 'ndjson':
      return joinLines(rows.map(formatJsonRow))
    case 'csv':
      return joinRecords([CSV_HEADER, ...rows.map(formatCsvRow)])
  }
}

/**
 * Formats the batches of `rows --follow`: what has a head (a table, CSV) gets it once. A JSON array never ends, so
 * `json` is given as one object a line.
 */
export function createRowsFollower(format: RowFormat, style: Style): (rows: readonly RecordedRequest[]) => string {
  let begun = false
  return (rows) => {
    const text = formatBatch(rows, format, style)
    const hasHead = format === 'table' || format === 'csv'
    const withoutHead = begun && hasHead
    if (text !== '') begun = true
    return withoutHead ? text.slice(text.indexOf('\n') + 1) : text
  }
}

function formatBatch(rows: readonly RecordedRequest[], format: RowFormat, style: Style): string {
  if (format === 'table') return rows.length === 0 ? '' : `${formatSteadyTable(rows, style)}\n`
  return formatRows(rows, format === 'json' ? 'ndjson' : format, style)
}

/** What is said below a table: how many rows, and how to see the others. Never part of the data. */
export function summarizeRows(result: RowsResult, style: Style): string {
  const next = result.nextSteps[0]
  if (result.rows.length === 0) return `No rows match.${next ? ` Send one: ${sanitize(next)}` : ''}`
  const count = formatCount(result.rows.length, 'row')
  return result.more ? `${count}; older ones: ${style.bold(sanitize(next ?? ''))}` : `${count}, no older ones match.`
}

/** One row as JSON on one line. C1 controls and DEL are escaped too: terminals obey them, and JSON lets them stand. */
function formatJsonRow(row: RecordedRequest): string {
  return JSON.stringify(row).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function formatJsonArray(rows: readonly RecordedRequest[]): string {
  return rows.length === 0 ? '[]\n' : `[\n${rows.map((row) => `  ${formatJsonRow(row)}`).join(',\n')}\n]\n`
}

function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

function joinRecords(records: readonly string[]): string {
  return records.map((record) => `${record}\r\n`).join('')
}
