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
