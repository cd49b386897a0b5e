import type { ClassifyOptions } from './classify-options.ts'
import { Lexer } from './lexer.ts'
import { readInsert } from './read-insert.ts'
import { readBegin, readCompound, skipStoredProgram } from './read-program.ts'
import { readSet } from './read-set.ts'
import { scanToken, skipToEnd } from './scan-statement.ts'
import { createEffects, type StatementEffects } from './statement-effects.ts'

/** Statements with this many bytes or fewer are read; longer ones pin without that (RDS user guide). */
export const LONGEST_UNPINNED_STATEMENT = 16_384

/**
 * What each statement of a query does to its session, in order. Text that is not SQL gives no effects: the server
 * refuses it anyway.
 */
export function classifyStatements(text: Buffer, options: ClassifyOptions): StatementEffects[] {
  if (text.length > LONGEST_UNPINNED_STATEMENT) return [{ ...createEffects(), pin: 'long-statement' }]
  const lexer = new Lexer(text, options)
  const statements: StatementEffects[] = []
  while (lexer.next() !== 'end') {
    if (lexer.isSymbol(';')) continue
    statements.push(readNextStatement(lexer, options))
  }
  return statements
}

/** Reads the statement whose first token the lexer is on, however long it is. Stops at its semicolon or the end. */
export function readNextStatement(lexer: Lexer, options: ClassifyOptions): StatementEffects {
  const effects = createEffects()
  readStatement(lexer, effects, options)
  return effects
}

type StatementRule = (lexer: Lexer, effects: StatementEffects, options: ClassifyOptions) => void

/** By the statement's first word. */
const rules: Readonly<Record<string, StatementRule>> = {
  SET: (lexer, effects, options) => {
    readSet(lexer, effects, options)
    if (lexer.isWord('STATEMENT')) readAfterSettings(lexer, effects, options)
  },
  USE: (lexer, effects) => {
    effects.usesDatabase = readIdentifier(lexer)
  },
  COMMIT: (_lexer, effects) => {
    effects.endsTransaction = true
  },
  ROLLBACK: (_lexer, effects) => {
    effects.endsTransaction = true
  },
  PREPARE: pinFor('prepared-statement'),
  EXECUTE: pinFor('prepared-statement'),
  LOCK: pinFor('locked-tables'),
  BACKUP: pinFor('locked-tables'),
  HANDLER: pinFor('handler'),
  CALL: (_lexer, effects) => {
    effects.leavesTraces = true
    effects.setsInsertId = true
  },
  BEGIN: readBegin,
  DECLARE: readCompound,
  IF: readCompound,
  CASE: readCompound,
  LOOP: readCompound,
  REPEAT: readCompound,
  WHILE: readCompound,
  FOR: readCompound,
  INSERT: readInsert,
  REPLACE: readInsert,
  FLUSH: readFlush,
  CREATE: readCreate,
  ALTER: readAlter,
  DROP: readDrop,
  SHOW: readShow,
  GET: (_lexer, effects) => {
    effects.pin ??= 'user-variable'
    effects.readsPrevious = true
  },
  LOAD: readLoad,
}

/** Names of the rules by their lengths, so that the first word of most statements needs no more than a few looks. */
const ruleNames: string[][] = []
for (const name of Object.keys(rules)) {
  ruleNames[name.length] ??= []
  ruleNames[name.length]?.push(name)
}

function findRule(lexer: Lexer): StatementRule | undefined {
  const name = ruleNames[lexer.end - lexer.start]?.find((each) => lexer.isWord(each))
  return name === undefined ? undefined : rules[name]
}

function readStatement(lexer: Lexer, effects: StatementEffects, options: ClassifyOptions): void {
  // An opening parenthesis may come first: (SELECT 1) UNION (SELECT 2).
  while (lexer.isSymbol('(')) lexer.next()
  findRule(lexer)?.(lexer, effects, options)
  skipToEnd(lexer, effects)
}

/** MariaDB's SET STATEMENT name = value, ... FOR statement: the settings end with it, what it does itself does not. */
function readAfterSettings(lexer: Lexer, effects: StatementEffects, options: ClassifyOptions): void {
  let depth = 0
  while (isInStatement(lexer) && !(depth === 0 && lexer.isWord('FOR'))) {
    scanToken(lexer, effects)
    if (lexer.isSymbol('(')) depth += 1
    if (lexer.isSymbol(')')) depth -= 1
  }
  if (lexer.isWord('FOR') && lexer.next() !== 'end') readStatement(lexer, effects, options)
}

function pinFor(reason: NonNullable<StatementEffects['pin']>): StatementRule {
  return (_lexer, effects) => {
    effects.pin ??= reason
  }
}

/** The next token as the name of a schema, without its quotes; empty when there is none. */
function readIdentifier(lexer: Lexer): string {
  const kind = lexer.next()
  if (kind === 'quoted-identifier') return lexer.raw.slice(1, -1).replaceAll('``', '`')
  return kind === 'word' || kind === 'number' ? lexer.raw : ''
}

/** FLUSH TABLES ... WITH READ LOCK and FLUSH TABLES ... FOR EXPORT. */
function readFlush(lexer: Lexer, effects: StatementEffects): void {
  while (isInStatement(lexer)) {
    const word = lexer.kind === 'word' ? lexer.upperCase : ''
    if (word === 'LOCK' || word === 'EXPORT') effects.pin ??= 'locked-tables'
    scanToken(lexer, effects)
  }
}

const storedPrograms = new Set(['PROCEDURE', 'FUNCTION', 'TRIGGER', 'EVENT', 'PACKAGE'])
const createdThings = new Set(['TABLE', 'DATABASE', 'SCHEMA', 'VIEW', 'INDEX', 'USER', 'ROLE', 'SERVER', 'SEQUENCE'])

function readCreate(lexer: Lexer, effects: StatementEffects): void {
  while (lexer.next() !== 'end' && !lexer.isSymbol(';')) {
    scanToken(lexer, effects)
    const word = lexer.kind === 'word' ? lexer.upperCase : ''
    if (word === 'TEMPORARY') effects.pin ??= 'temporary-table'
    if (word === 'TABLE') skipTableName(lexer)
    if (createdThings.has(word)) return
    if (storedPrograms.has(word)) {
      skipStoredProgram(lexer, effects)
      return
    }
  }
}

/** A table may be called like a function, and its name be followed by a parenthesis. */
function skipTableName(lexer: Lexer): void {
  lexer.next()
  for (const word of ['IF', 'NOT', 'EXISTS']) if (lexer.isWord(word)) lexer.next()
  if (lexer.kind === 'word') lexer.next()
}

function readAlter(lexer: Lexer, effects: StatementEffects): void {
  while (lexer.next() !== 'end' && !lexer.isSymbol(';')) {
    const word = lexer.kind === 'word' ? lexer.upperCase : ''
    if (word === 'TABLE' || word === 'DATABASE' || word === 'USER') return
    if (word === 'EVENT') {
      skipStoredProgram(lexer, effects)
      return
    }
  }
}

function readDrop(lexer: Lexer, effects: StatementEffects): void {
  if (lexer.next() !== 'word' || (lexer.upperCase !== 'DATABASE' && lexer.upperCase !== 'SCHEMA')) return
  let name = readIdentifier(lexer)
  if (name.toUpperCase() === 'IF') {
    lexer.next()
    name = readIdentifier(lexer)
  }
  effects.dropsDatabase = name
}

/** SHOW WARNINGS, SHOW ERRORS and SHOW COUNT(*) of either. */
function readShow(lexer: Lexer, effects: StatementEffects): void {
  if (lexer.next() !== 'word') return
  const word = lexer.upperCase
  if (word === 'WARNINGS' || word === 'ERRORS' || word === 'COUNT') effects.readsPrevious = true
}

/** LOAD DATA may assign columns to user variables. */
function readLoad(lexer: Lexer, effects: StatementEffects): void {
  while (isInStatement(lexer)) {
    if (lexer.kind === 'user-variable') effects.pin ??= 'user-variable'
    scanToken(lexer, effects)
  }
}

function isInStatement(lexer: Lexer): boolean {
  return lexer.next() !== 'end' && !lexer.isSymbol(';')
}
