import { Lexer } from './lexer.ts'

/** The statements of an initialization query (UTF-8 text, separated by `;`), each with a character for each byte. */
export function splitStatements(sql: string): string[] {
  const text = Buffer.from(sql)
  const lexer = new Lexer(text, { backslashEscapes: true, asciiTrailBytes: false, ansiQuotes: false })
  const statements: string[] = []
  let start = -1
  while (lexer.next() !== 'end') {
    if (lexer.isSymbol(';')) {
      if (start >= 0) statements.push(text.toString('latin1', start, lexer.start))
      start = -1
    } else if (start < 0) start = lexer.start
  }
  if (start >= 0) statements.push(text.toString('latin1', start).trim())
  return statements
}
