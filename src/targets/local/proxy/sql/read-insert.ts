import type { Lexer } from './lexer.ts'
import { isFollowedByAssignment, scanToken } from './scan-statement.ts'
import type { StatementEffects } from './statement-effects.ts'

type Part = 'head' | 'values' | 'update'

/**
 * Reads INSERT or REPLACE to its end, of which the lexer is on the first word. The server reports an id for both a
 * generated one and one that the statement gave itself, and only the first is LAST_INSERT_ID(): the effects tell
 * whether the values are so plain that the id would be found in the text.
 */
export function readInsert(lexer: Lexer, effects: StatementEffects): void {
  let part: Part = 'head'
  let isPlain = true
  let afterString = false
  let afterInto = false
  while (lexer.next() !== 'end' && !lexer.isSymbol(';')) {
    const isTable = afterInto && lexer.kind === 'word'
    afterInto = lexer.isWord('INTO')
    // A table may be called like a function, and its columns follow in parentheses.
    if (isTable) continue
    scanToken(lexer, effects)
    if (lexer.kind === 'user-variable' && isFollowedByAssignment(lexer)) effects.pin ??= 'user-variable'
    if (lexer.isWord('RETURNING')) effects.setsInsertId = true
    if (part === 'values') {
      if (lexer.isWord('ON')) part = 'update'
      // Strings side by side are one: '1' '2' is 12.
      else if (!isPlainValue(lexer) || (afterString && lexer.kind === 'string')) isPlain = false
      afterString = lexer.kind === 'string'
    } else if (part === 'head' && (lexer.isWord('VALUES') || lexer.isWord('VALUE'))) part = 'values'
    else if (lexer.isWord('SELECT')) isPlain = false
  }
  // An update in place of the insert reports the old row's id, unless it says itself what to report.
  effects.insertsPlainValues = part === 'values' ? isPlain : part === 'update' && effects.setsInsertId
}

const comma = 44
const parenthesis = [40, 41]

/** A decimal number, a string, NULL, DEFAULT, and what stands between them. */
function isPlainValue(lexer: Lexer): boolean {
  switch (lexer.kind) {
    case 'string':
      return isPlainString(lexer)
    case 'number':
      return isDecimal(lexer)
    case 'word':
      return lexer.isWord('NULL') || lexer.isWord('DEFAULT')
    case 'symbol': {
      const byte = lexer.text[lexer.start] as number
      return byte === comma || parenthesis.includes(byte)
    }
    default:
      return false
  }
}

/** Digits, and dots behind the first: not 0x11, 1e3, 0b1 or .6, which are other numbers than their digits say. */
function isDecimal({ text, start, end }: Lexer): boolean {
  return isDigit(text[start]) && skipDecimal(text, start) === end
}

/**
 * A string that, taken as a number, is 0 or begins with its digits: not '1e1', '-5', '.6' or what a backslash hides.
 * That a date or an address is told apart from those is what makes the question worth asking.
 */
function isPlainString({ text, start }: Lexer): boolean {
  let at = start + 1
  while ((text[at] as number) <= 32) at++
  const first = text[at]
  if (first === 92) return false
  if (first === 43 || first === 45 || first === 46) {
    const next = text[at + 1]
    return !isDigit(next) && next !== 46 && next !== 92
  }
  if (!isDigit(first)) return true
  const after = text[skipDecimal(text, at)]
  return after !== 69 && after !== 101 && after !== 92
}

/** The end of the digits and dots from `at` on. */
function skipDecimal(text: Buffer, at: number): number {
  let end = at
  while (isDigit(text[end]) || text[end] === 46) end++
  return end
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57
