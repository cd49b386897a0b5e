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
  while (lexer.next() !== 'end' && !lexer.isSymbol(';')) {
    scanToken(lexer, effects)
    if (lexer.kind === 'user-variable' && isFollowedByAssignment(lexer)) effects.pin ??= 'user-variable'
    if (lexer.isWord('RETURNING')) effects.setsInsertId = true
    if (part === 'values') {
      if (lexer.isWord('ON')) part = 'update'
      else if (!isPlainValue(lexer)) isPlain = false
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
      return true
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

/** Digits, and at most one dot: not 0x11, 1e3 or 0b1, which are other numbers than their digits say. */
function isDecimal({ text, start, end }: Lexer): boolean {
  for (let at = start; at < end; at++) {
    const byte = text[at] as number
    if (byte !== 46 && (byte < 48 || byte > 57)) return false
  }
  return true
}
