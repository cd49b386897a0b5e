import { Lexer, type LexerOptions } from './lexer.ts'

/** What SHOW WARNINGS, SHOW ERRORS or SHOW COUNT(*) of either asks for. */
export interface WarningsQuestion {
  of: 'WARNINGS' | 'ERRORS'
  counts: boolean
  /** Rows to leave out, and how many to show after them. */
  offset: number
  limit: number
}

/** Reads a request that is such a question and nothing else; undefined for any other, and for one with a mistake. */
export function readWarningsQuestion(text: Buffer, options: LexerOptions): WarningsQuestion | undefined {
  const words = readWords(text, options)
  if (words.shift() !== 'SHOW') return undefined
  const counts = words[0] === 'COUNT'
  if (counts && words.splice(0, 4).join('') !== 'COUNT(*)') return undefined
  const of = words.shift()
  if (of !== 'WARNINGS' && of !== 'ERRORS') return undefined
  const limits = counts && words.length > 0 ? undefined : readLimits(words)
  return limits && { of, counts, ...limits }
}

/** All tokens in upper case, without the semicolons at the end. */
function readWords(text: Buffer, options: LexerOptions): string[] {
  const lexer = new Lexer(text, options)
  const words: string[] = []
  while (lexer.next() !== 'end') words.push(lexer.upperCase)
  while (words.at(-1) === ';') words.pop()
  return words
}

/** LIMIT count, LIMIT offset, count or LIMIT count OFFSET offset. */
function readLimits([limit, ...rest]: readonly string[]): Pick<WarningsQuestion, 'offset' | 'limit'> | undefined {
  if (limit === undefined) return { offset: 0, limit: Number.POSITIVE_INFINITY }
  const [first = '', separator, second = '0', ...more] = rest
  const isNumber = /^\d+$/.test(first) && /^\d+$/.test(second)
  if (limit !== 'LIMIT' || !isNumber || more.length > 0) return undefined
  if (separator === undefined || separator === 'OFFSET') return { offset: Number(second), limit: Number(first) }
  return separator === ',' ? { offset: Number(first), limit: Number(second) } : undefined
}
