import type { ClassifyOptions } from '../sql/classify-options.ts'
import { readNextStatement } from '../sql/classify-statement.ts'
import { Lexer } from '../sql/lexer.ts'

/**
 * The statements of an SQL text as a server gets them, each with a character for each byte. A stored program is one
 * statement with all that follows it. DELIMITER, which is a command of the command lines, is obeyed.
 */
export function splitScript(sql: string, options: ClassifyOptions): string[] {
  const text = Buffer.from(sql)
  const lexer = new Lexer(text, options)
  const statements: string[] = []
  let delimiter = ';'
  while (lexer.next() !== 'end') {
    if (lexer.isWord('DELIMITER')) {
      delimiter = readDelimiter(lexer)
      continue
    }
    const { start } = lexer
    const end = delimiter === ';' ? skipStatement(lexer, options) : skipToDelimiter(lexer, delimiter)
    if (end > start) statements.push(text.toString('latin1', start, end).trim())
  }
  return statements
}

/** The rest of the line that the lexer is on. */
function readDelimiter(lexer: Lexer): string {
  const newline = lexer.text.indexOf(10, lexer.end)
  const lineEnd = newline < 0 ? lexer.text.length : newline
  const [delimiter] = lexer.text.toString('latin1', lexer.end, lineEnd).trim().split(/\s/)
  lexer.end = lineEnd
  return delimiter || ';'
}

function skipStatement(lexer: Lexer, options: ClassifyOptions): number {
  if (!lexer.isSymbol(';')) readNextStatement(lexer, options)
  return lexer.start
}

/** Where the delimiter stands outside of strings and comments; it may stick to a word, as in END$$. */
function skipToDelimiter(lexer: Lexer, delimiter: string): number {
  for (; lexer.kind !== 'end'; lexer.next()) {
    if (lexer.kind !== 'word' && lexer.kind !== 'symbol' && lexer.kind !== 'number') continue
    const at = lexer.start + lexer.text.subarray(lexer.start, lexer.end + delimiter.length).indexOf(delimiter, 'latin1')
    if (at < lexer.start || at >= lexer.end) continue
    lexer.end = at + delimiter.length
    return at
  }
  return lexer.text.length
}
