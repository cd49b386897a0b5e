import { Lexer, type LexerOptions } from './lexer.ts'

/** What a session's previous statement left behind, as functions and variables of SQL tell it. */
export interface PreviousValues {
  rowCount: number
  foundRows: number
  warningCount: number
  errorCount: number
}

/**
 * The text with these values in place of `ROW_COUNT()`, `FOUND_ROWS()`, `@@warning_count` and `@@error_count`, for a
 * connection on which other statements have run since. Only in the first statement: those behind it ask about their
 * own predecessors. Columns keep their names.
 */
export function inlineValues(text: Buffer, options: LexerOptions, values: PreviousValues): Buffer {
  const lexer = new Lexer(text, options)
  const pieces: Buffer[] = []
  let copied = 0
  let depth = 0
  let inSelectList = false
  let before = ''
  for (lexer.next(); lexer.kind !== 'end' && !lexer.isSymbol(';'); lexer.next()) {
    if (before === '' && (lexer.isWord('CREATE') || lexer.isWord('ALTER'))) return text
    const { start } = lexer
    const value = before === '.' ? undefined : readValue(lexer, values)
    if (value !== undefined) {
      const isColumn = inSelectList && depth === 0 && (before === 'SELECT' || before === ',') && endsColumn(lexer)
      const name = isColumn ? ` AS ${quoteName(text.subarray(start, lexer.end))}` : ''
      pieces.push(text.subarray(copied, start), Buffer.from(`CAST(${value} AS SIGNED)${name}`, 'latin1'))
      copied = lexer.end
    } else if (lexer.isSymbol('(')) depth += 1
    else if (lexer.isSymbol(')')) depth -= 1
    else if (lexer.isWord('SELECT')) inSelectList = depth === 0
    else if (lexer.isWord('FROM') && depth === 0) inSelectList = false
    before = lexer.kind === 'word' ? lexer.upperCase : lexer.raw
  }
  return Buffer.concat([...pieces, text.subarray(copied)])
}

/** The value of what begins at the lexer's token, which it has read to its end then; undefined for anything else. */
function readValue(lexer: Lexer, values: PreviousValues): number | undefined {
  if (lexer.isWord('ROW_COUNT')) return readCall(lexer) ? values.rowCount : undefined
  if (lexer.isWord('FOUND_ROWS')) return readCall(lexer) ? values.foundRows : undefined
  if (lexer.kind !== 'system-variable') return undefined
  const variable = new Lexer(lexer.text, lexer.options)
  variable.end = lexer.end
  variable.next()
  if (variable.isWord('SESSION') || variable.isWord('LOCAL')) {
    variable.next()
    variable.next()
  }
  const value = variable.isWord('WARNING_COUNT')
    ? values.warningCount
    : variable.isWord('ERROR_COUNT')
      ? values.errorCount
      : undefined
  if (value !== undefined) lexer.end = variable.end
  return value
}

/** Reads the two parentheses of a call without arguments, if they come next. */
function readCall(lexer: Lexer): boolean {
  const ahead = new Lexer(lexer.text, lexer.options)
  ahead.end = lexer.end
  ahead.next()
  if (!ahead.isSymbol('(')) return false
  ahead.next()
  if (!ahead.isSymbol(')')) return false
  lexer.end = ahead.end
  return true
}

/** Whether a column without a name of its own ends here. */
function endsColumn(lexer: Lexer): boolean {
  const ahead = new Lexer(lexer.text, lexer.options)
  ahead.end = lexer.end
  return ahead.next() === 'end' || ahead.isSymbol(',') || ahead.isSymbol(';') || ahead.isWord('FROM')
}

function quoteName(name: Buffer): string {
  return `\`${name.toString('latin1').replaceAll('`', '``')}\``
}
