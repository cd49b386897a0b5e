import { measureWidth } from './truncate.ts'

/** Breaks a sentence between words, so that no line is wider than `width`. A longer word stays whole. */
export function wrapWords(text: string, width: number): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1] ?? ''
    const joined = line === '' ? word : `${line} ${word}`
    if (line === '' || measureWidth(joined) <= width) lines[lines.length - 1] = joined
    else lines.push(word)
  }
  return lines.join('\n')
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The same for text with words that may be wider than a line, such as ARNs: these are broken, and nothing is lost. */
export function wrapText(text: string, width: number): string {
  return wrapWords(text, width)
    .split('\n')
    .flatMap((line) => breakWord(line, width))
    .join('\n')
}

function breakWord(line: string, width: number): string[] {
  if (measureWidth(line) <= width) return [line]
  const lines = ['']
  for (const { segment } of segmenter.segment(line)) {
    const joined = (lines.at(-1) ?? '') + segment
    if (measureWidth(joined) <= width) lines[lines.length - 1] = joined
    else lines.push(segment)
  }
  return lines
}
