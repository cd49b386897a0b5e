import { Lexer, type LexerOptions } from './lexer.ts'

const LONGEST_DIGEST = 1024

/** The statement's text with `?` for each literal, so that logs hold no values. Cut at 1,024 characters. */
export function digestStatement(text: Buffer, options: LexerOptions): string {
  const lexer = new Lexer(text.subarray(0, LONGEST_DIGEST * 4), options)
  let digest = ''
  let gap = ''
  while (lexer.next() !== 'end' && digest.length < LONGEST_DIGEST) {
    const isLiteral = lexer.kind === 'string' || lexer.kind === 'number'
    digest += gap + (isLiteral ? '?' : lexer.text.toString('utf8', lexer.start, lexer.end))
    gap = lexer.kind === 'system-variable' ? '' : ' '
  }
  return digest.slice(0, LONGEST_DIGEST)
}
