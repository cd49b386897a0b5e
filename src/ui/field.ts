import { sanitize } from './sanitize.ts'
import type { Style } from './style.ts'
import { wrapText } from './wrap.ts'

/**
 * A label and its text, made safe to print; further lines of a long text stand below its first one.
 * @param columns what the label takes, with the space behind it
 */
export function renderField(
  label: string,
  text: string,
  columns: number,
  style: Style,
  paint = (line: string) => line,
): string {
  const lines = wrapText(sanitize(text), Math.max(style.width - columns, 20)).split('\n')
  return lines
    .map((line, index) => (index === 0 ? label.padEnd(columns) : ' '.repeat(columns)) + paint(line))
    .join('\n')
}

/** Texts one below the other with a dash each. */
export function renderItems(texts: readonly string[], style: Style, paint?: (line: string) => string): string[] {
  return texts.map((text) => renderField('  -', text, 4, style, paint))
}
