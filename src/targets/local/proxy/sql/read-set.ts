import type { ClassifyOptions } from './classify-options.ts'
import type { Lexer } from './lexer.ts'
import type { PinReason } from './pin-reasons.ts'
import { scanToken } from './scan-statement.ts'
import { readExpression } from './set-expression.ts'
import type { StatementEffects } from './statement-effects.ts'
import { nextTransactionVariables, trackedVariables } from './tracked-variables.ts'

type Scope = 'session' | 'local' | 'global' | 'next'

/** Reads a SET statement, of which the lexer is on the first word. Stops at its end. */
export function readSet(lexer: Lexer, effects: StatementEffects, options: ClassifyOptions): void {
  effects.isSet = true
  lexer.next()
  let scope: Scope = 'session'
  do {
    scope = readAssignment(lexer, effects, options, scope)
  } while (lexer.isSymbol(',') && lexer.next() !== 'end')
}

/** One part between commas. Returns the scope that the parts after it have (MySQL manual, SET syntax). */
function readAssignment(lexer: Lexer, effects: StatementEffects, options: ClassifyOptions, before: Scope): Scope {
  if (lexer.kind === 'user-variable') {
    pinForSet(effects, options, 'user-variable')
    readExpression(lexer, effects)
    return before
  }
  if (lexer.kind === 'system-variable') {
    readSystemVariable(lexer, effects, options)
    return before
  }
  const scope = readScopeKeyword(lexer)
  if (readSpecialForm(lexer, effects, options, scope)) return scope ?? before
  readNamedVariable(lexer, effects, options, scope ?? before)
  return scope ?? before
}

const scopeKeywords: Readonly<Record<string, Scope>> = {
  GLOBAL: 'global',
  PERSIST: 'global',
  PERSIST_ONLY: 'global',
  SESSION: 'session',
  LOCAL: 'local',
}

function readScopeKeyword(lexer: Lexer): Scope | undefined {
  const scope = lexer.kind === 'word' ? scopeKeywords[lexer.upperCase] : undefined
  if (scope) lexer.next()
  return scope
}

/** `@@name`, `@@session.name` and so on. */
function readSystemVariable(lexer: Lexer, effects: StatementEffects, options: ClassifyOptions): void {
  lexer.next()
  let scope = lexer.kind === 'word' ? scopeKeywords[lexer.upperCase] : undefined
  if (scope) {
    lexer.next()
    if (lexer.isSymbol('.')) lexer.next()
  } else if (nextTransactionVariables.has(readName(lexer))) {
    scope = 'next'
  }
  readNamedVariable(lexer, effects, options, scope ?? 'session')
}

function readNamedVariable(lexer: Lexer, effects: StatementEffects, options: ClassifyOptions, scope: Scope): void {
  const name = readName(lexer)
  const value = readExpression(lexer, effects)
  if (scope === 'global') return
  if (scope === 'next') pinForSet(effects, options, 'next-transaction')
  else if (!trackedVariables.has(name)) markUntracked(effects, options, scope)
  else if (value === undefined) effects.computes.push(name)
  else effects.sets.push({ name, statement: `SET SESSION ${name} = ${value}` })
}

/** SET LOCAL does not pin by the user guide, so what it leaves is cleared for others instead. */
function markUntracked(effects: StatementEffects, options: ClassifyOptions, scope: Scope): void {
  if (scope === 'local') effects.leavesTraces = true
  else pinForSet(effects, options, 'untracked-variable')
}

function pinForSet(effects: StatementEffects, options: ClassifyOptions, reason: PinReason): void {
  if (options.excludeVariableSets) effects.leavesTraces = true
  else effects.pin ??= reason
}

function readName(lexer: Lexer): string {
  if (lexer.kind === 'quoted-identifier') return lexer.raw.slice(1, -1).toLowerCase()
  return lexer.kind === 'word' ? lexer.raw.toLowerCase() : ''
}

/** Forms of SET that are not `name = value`. Returns whether the lexer was on one; then it is after it. */
function readSpecialForm(
  lexer: Lexer,
  effects: StatementEffects,
  options: ClassifyOptions,
  scope: Scope | undefined,
): boolean {
  switch (lexer.kind === 'word' ? lexer.upperCase : '') {
    case 'NAMES':
      readCharset(lexer, effects, 'names', 'NAMES')
      return true
    case 'CHARSET':
      readCharset(lexer, effects, 'character set', 'CHARACTER SET')
      return true
    case 'CHARACTER':
    case 'CHAR':
      lexer.next()
      readCharset(lexer, effects, 'character set', 'CHARACTER SET')
      return true
    case 'TRANSACTION':
      readTransaction(lexer, effects, options, scope)
      return true
    case 'ROLE':
      effects.pin ??= 'role'
      return true
    case 'RESOURCE':
      pinForSet(effects, options, 'untracked-variable')
      return true
    // Of no effect on the session. More assignments may follow the password.
    case 'PASSWORD':
      effects.isSet = false
      readExpression(lexer, effects)
      return true
    // The rest of the statement is scanned like any other.
    case 'DEFAULT':
    case 'STATEMENT':
      effects.isSet = false
      return true
    default:
      return false
  }
}

/** SET NAMES and SET CHARACTER SET, with an optional COLLATE. */
function readCharset(lexer: Lexer, effects: StatementEffects, name: string, form: string): void {
  let statement = `SET ${form}`
  while (lexer.next() !== 'end' && !lexer.isSymbol(',') && !lexer.isSymbol(';')) {
    scanToken(lexer, effects)
    statement += ` ${lexer.raw}`
  }
  effects.sets.push({ name, statement })
}

const modes = new Set(['ISOLATION', 'LEVEL', 'READ', 'WRITE', 'ONLY', 'REPEATABLE', 'COMMITTED', 'UNCOMMITTED'])

/** SET [GLOBAL | SESSION] TRANSACTION: isolation level and access mode may both be given, with a comma. */
function readTransaction(
  lexer: Lexer,
  effects: StatementEffects,
  options: ClassifyOptions,
  scope: Scope | undefined,
): void {
  const statements = ['']
  while (lexer.next() !== 'end' && !lexer.isSymbol(';')) {
    scanToken(lexer, effects)
    if (lexer.isSymbol(',')) statements.push('')
    else if (lexer.kind === 'word' && (modes.has(lexer.upperCase) || lexer.upperCase === 'SERIALIZABLE')) {
      statements[statements.length - 1] += ` ${lexer.upperCase}`
    }
  }
  if (scope === undefined) pinForSet(effects, options, 'next-transaction')
  if (scope === undefined || scope === 'global') return
  for (const mode of statements) {
    const name = mode.startsWith(' ISOLATION') ? 'transaction_isolation' : 'transaction_read_only'
    effects.sets.push({ name, statement: `SET SESSION TRANSACTION${mode}` })
  }
}
