import { sanitize } from './sanitize.ts'
import type { Style } from './style.ts'
import { measureWidth, pad, truncate } from './truncate.ts'
import { wrapText } from './wrap.ts'

export interface Column {
  heading: string
  /** Default: left. Numbers belong to the right. */
  align?: 'left' | 'right'
  /** Narrowest that the column may become when the table does not fit; absent: it never shrinks. */
  shrinkTo?: number
  /** The last column only: what does not fit goes on below, between words, and nothing is cut off. */
  wraps?: boolean
  /** Left out when it is empty in every row. */
  optional?: boolean
  /** Colours a cell after it was measured and cut. */
  paint?: (text: string, cell: string) => string
}

const gap = '  '

/**
 * A table without lines, one line for each row unless its last column wraps, no wider than the style's width as long as columns can shrink.
 * Cells are made safe to print (`sanitize`), so they may come from anywhere but must not hold colours.
 */
export function formatTable(all: readonly Column[], rows: readonly (readonly string[])[], style: Style): string {
  const shown = [...all.keys()].filter((index) => !all[index]?.optional || rows.some((row) => row[index]))
  const columns = shown.map((index) => all[index] as Column)
  const cells = rows.map((row) => shown.map((index) => sanitize(row[index] ?? '')))
  const widths = fitWidths(columns, cells, style.width)
  const format = (row: readonly string[], paint: boolean): string =>
    columns
      .map((column, index) => formatCell(column, row[index] ?? '', widths[index] ?? 0, style, paint))
      .join(gap)
      .trimEnd()
  const headings = style.dim(
    format(
      columns.map((column) => column.heading),
      false,
    ),
  )
  const wraps = columns.at(-1)?.wraps === true
  const lines = cells.flatMap((row) => (wraps ? splitRow(row, widths) : [row]))
  return [headings, ...lines.map((row) => format(row, true))].join('\n')
}

/** As many lines as the last cell takes; the other cells stand on the first. */
function splitRow(row: readonly string[], widths: readonly number[]): string[][] {
  const others = row.slice(0, -1)
  const parts = wrapText(row.at(-1) ?? '', widths.at(-1) ?? 0).split('\n')
  return parts.map((part, index) => [...(index === 0 ? others : others.map(() => '')), part])
}

function formatCell(column: Column, cell: string, width: number, style: Style, paint: boolean): string {
  const text = pad(truncate(cell, width, style), width, column.align)
  return paint && column.paint ? column.paint(text, cell) : text
}

function fitWidths(columns: readonly Column[], cells: readonly (readonly string[])[], width: number): number[] {
  const widths = columns.map((column, index) =>
    Math.max(measureWidth(column.heading), ...cells.map((row) => measureWidth(row[index] ?? ''))),
  )
  let excess = widths.reduce((sum, each) => sum + each, 0) + gap.length * (columns.length - 1) - width
  while (excess > 0) {
    const widest = findWidestShrinkable(columns, widths)
    if (widest === undefined) break
    widths[widest] = (widths[widest] ?? 0) - 1
    excess -= 1
  }
  return widths
}

function findWidestShrinkable(columns: readonly Column[], widths: readonly number[]): number | undefined {
  let widest: number | undefined
  for (const [index, column] of columns.entries()) {
    const width = widths[index] ?? 0
    if (column.shrinkTo === undefined || width <= column.shrinkTo) continue
    if (widest === undefined || width > (widths[widest] ?? 0)) widest = index
  }
  return widest
}
