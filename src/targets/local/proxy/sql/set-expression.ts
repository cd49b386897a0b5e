import type { Lexer } from './lexer.ts'
import { isFollowedByAssignment, scanToken } from './scan-statement.ts'
import type { StatementEffects } from './statement-effects.ts'

const plainCharacters = /^[\w ,+:/.-]*$/

/** A value that can be repeated in a statement of the proxy's own, or undefined when it is none. */
export function quotePlain(value: string): string | undefined {
  return plainCharacters.test(value) ? `'${value}'` : undefined
}

/**
 * Reads `= expression`, of which the lexer is on the name before it, up to a comma outside of parentheses or the end
 * of the statement. Returns the expression when it is one plain literal or word, else undefined.
 */
export function readExpression(lexer: Lexer, effects: StatementEffects): string | undefined {
  const parts: (string | undefined)[] = []
  let depth = 0
  let isValue = false
  while (lexer.next() !== 'end' && !lexer.isSymbol(';') && !(depth === 0 && lexer.isSymbol(','))) {
    scanToken(lexer, effects)
    if (isValue) parts.push(readLiteral(lexer))
    else if (lexer.isSymbol('=')) isValue = true
    if (lexer.isSymbol('(')) depth += 1
    if (lexer.isSymbol(')')) depth -= 1
    // `@x := 1` inside of the expression.
    if (lexer.kind === 'user-variable' && isFollowedByAssignment(lexer)) effects.pin ??= 'user-variable'
  }
  if (parts.length === 2 && parts[0] === '-') return parts[1] === undefined ? undefined : `-${parts[1]}`
  return parts.length === 1 ? parts[0] : undefined
}

function readLiteral(lexer: Lexer): string | undefined {
  if (lexer.kind === 'word' || lexer.kind === 'number' || lexer.isSymbol('-')) return lexer.raw
  return lexer.kind === 'string' ? quotePlain(lexer.raw.slice(1, -1)) : undefined
}
