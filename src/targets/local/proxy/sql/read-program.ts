import type { Lexer } from './lexer.ts'
import type { StatementEffects } from './statement-effects.ts'

/**
 * Reads the body of a stored program to the end of the text: bodies have semicolons of their own, and what follows
 * the body in a multi-statement cannot be told apart from it.
 */
export function skipStoredProgram(lexer: Lexer, effects: StatementEffects): void {
  while (lexer.next() !== 'end') {
    if (lexer.kind === 'executable-comment') effects.pin ??= 'executable-comment'
    if (lexer.isSymbol(';')) effects.leavesTraces = true
  }
}

/**
 * MariaDB runs IF, LOOP and the like outside of stored programs too: a procedure without a name, of which the user
 * guide says that what it changes is not noticed. As with CALL, it is cleared before another client gets the
 * connection.
 */
export function readCompound(lexer: Lexer, effects: StatementEffects): void {
  effects.leavesTraces = true
  effects.setsInsertId = true
  if (lexer.kind === 'executable-comment') effects.pin ??= 'executable-comment'
  skipStoredProgram(lexer, effects)
}

/** BEGIN [WORK] begins a transaction; BEGIN NOT ATOMIC, and any other with sql_mode ORACLE, a compound statement. */
export function readBegin(lexer: Lexer, effects: StatementEffects): void {
  if (lexer.next() === 'end' || lexer.isSymbol(';') || lexer.isWord('WORK')) return
  readCompound(lexer, effects)
}
