import stringWidth from 'string-width'
import type { Style } from './style.ts'

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Most text is this, and each of its characters takes one column: no need to look for graphemes. */
const plain = /^[ -~]*$/

/** Columns that a text takes: wide characters and emoji count as two, colour codes as none. */
export function measureWidth(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text)
}

/** The beginning of a text, with `…` in place of what does not fit into `width` columns. Not for coloured text. */
export function truncate(text: string, width: number, style: Pick<Style, 'unicode'>): string {
  if (width <= 0) return ''
  if (measureWidth(text) <= width) return text
  const ellipsis = style.unicode ? '…' : '.'
  if (plain.test(text)) return text.slice(0, width - 1) + ellipsis
  let kept = ''
  let used = measureWidth(ellipsis)
  for (const { segment } of segmenter.segment(text)) {
    used += measureWidth(segment)
    if (used > width) break
    kept += segment
  }
  return kept + ellipsis
}

/** Fills a text up to `width` columns with spaces. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(width - measureWidth(text), 0))
  return align === 'left' ? text + space : space + text
}
