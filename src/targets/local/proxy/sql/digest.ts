import { Lexer, type LexerOptions } from './lexer.ts'

const LONGEST_DIGEST = 1024

/** The statement's text with `?` for each literal, so that logs hold no values. Cut at 1,024 characters. */
export function digestStatement(text: Buffer, options: LexerOptions): string {
  const lexer = new Lexer(text.subarray(0, LONGEST_DIGEST * 4), options)
  let digest = ''
  let gap = ''
  let inComment = false
  while (lexer.next() !== 'end' && digest.length < LONGEST_DIGEST) {
    if (lexer.kind === 'executable-comment') {
      // What is in it is SQL with literals of its own.
      lexer.end = findMarkEnd(lexer)
      inComment = true
    } else if (inComment && endsComment(lexer)) {
      lexer.end += 1
      inComment = false
    }
    const isLiteral = lexer.kind === 'string' || lexer.kind === 'number'
    digest += gap + (isLiteral ? '?' : lexer.text.toString('utf8', lexer.start, lexer.end))
    gap = lexer.kind === 'system-variable' ? '' : ' '
  }
  return digest.slice(0, LONGEST_DIGEST)
}

/** The end of the mark `/*!` or `/*M!` that the lexer is on, with the version of five or six digits after it. */
function findMarkEnd({ text, start }: Lexer): number {
  const [mark = ''] = /^\/\*M?!\d{0,6}/.exec(text.toString('latin1', start, start + 10)) ?? []
  return start + mark.length
}

function endsComment(lexer: Lexer): boolean {
  return lexer.isSymbol('*') && lexer.text[lexer.end] === 47
}
