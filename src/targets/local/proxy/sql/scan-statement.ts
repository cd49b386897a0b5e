import type { Lexer } from './lexer.ts'
import type { StatementEffects } from './statement-effects.ts'

const Byte = { open: 40, close: 41, dot: 46, colon: 58, equals: 61 } as const

/** Reads to the end of the statement the lexer is in, looking for what matters anywhere in a statement. */
export function skipToEnd(lexer: Lexer, effects: StatementEffects): void {
  let afterInto = false
  while (lexer.kind !== 'end' && !lexer.isSymbol(';')) {
    scanToken(lexer, effects)
    if (lexer.kind === 'user-variable' && (afterInto || isFollowedByAssignment(lexer))) effects.pin ??= 'user-variable'
    afterInto = isInto(lexer)
    lexer.next()
  }
}

/** Looks at the token the lexer is on. Words are told apart by their length first: this runs for each word of SQL. */
export function scanToken(lexer: Lexer, effects: StatementEffects): void {
  if (lexer.kind === 'executable-comment') {
    effects.pin ??= 'executable-comment'
    return
  }
  if (lexer.kind !== 'word') return
  switch (lexer.end - lexer.start) {
    case 8:
      scanWord8(lexer, effects)
      return
    case 9:
      if (lexer.isWord('ROW_COUNT') && isCalled(lexer)) markFoundRows(effects)
      return
    case 10:
      if (lexer.isWord('FOUND_ROWS') && isCalled(lexer)) markFoundRows(effects)
      return
    case 11:
      if (lexer.isWord('ERROR_COUNT')) effects.readsPrevious = true
      return
    case 13:
      if (lexer.isWord('WARNING_COUNT')) effects.readsPrevious = true
      return
    case 14:
      if (lexer.isWord('LAST_INSERT_ID')) scanInsertId(lexer, effects)
      return
    case 19:
      if (lexer.isWord('SQL_CALC_FOUND_ROWS')) effects.pin ??= 'found-rows'
  }
}

function scanWord8(lexer: Lexer, effects: StatementEffects): void {
  if (lexer.isWord('GET_LOCK') && isCalled(lexer)) effects.pin ??= 'named-lock'
  else if (lexer.isWord('IDENTITY') && isPartOfVariable(lexer)) effects.readsInsertId = true
}

/** LAST_INSERT_ID() asks, LAST_INSERT_ID(expression) tells. */
function scanInsertId(lexer: Lexer, effects: StatementEffects): void {
  if (isPartOfVariable(lexer)) effects.readsInsertId = true
  if (!isCalled(lexer)) return
  const isEmpty = lexer.text[lexer.findNext(lexer.findNext() + 1)] === Byte.close
  if (isEmpty) effects.readsInsertId = true
  else effects.setsInsertId = true
}

/** `@@identity` or `@@session.identity`, not a column of that name. */
function isPartOfVariable(lexer: Lexer): boolean {
  const before = lexer.text[lexer.start - 1]
  return before === 64 || before === 46
}

function markFoundRows(effects: StatementEffects): void {
  effects.readsPrevious = true
  effects.pin ??= 'found-rows'
}

function isInto(lexer: Lexer): boolean {
  return lexer.isWord('INTO')
}

/** Whether `:=` comes next. */
export function isFollowedByAssignment(lexer: Lexer): boolean {
  const at = lexer.findNext()
  return lexer.text[at] === Byte.colon && lexer.text[at + 1] === Byte.equals
}

/** Whether an opening parenthesis comes next, and no schema before: a function of a schema is a stored one. */
function isCalled(lexer: Lexer): boolean {
  return lexer.text[lexer.start - 1] !== Byte.dot && lexer.text[lexer.findNext()] === Byte.open
}
