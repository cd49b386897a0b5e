/** What a token is; `symbol` is one byte that is nothing else. */
export type TokenKind =
  | 'end'
  | 'word'
  | 'number'
  | 'string'
  | 'quoted-identifier'
  | 'user-variable'
  | 'system-variable'
  | 'executable-comment'
  | 'symbol'

/** What the meaning of a byte depends on. */
export interface LexerOptions {
  /** False under sql_mode NO_BACKSLASH_ESCAPES. */
  backslashEscapes: boolean
  /** The character set is one whose second bytes may look like ASCII (big5, cp932, gb18030, gbk, sjis). */
  asciiTrailBytes: boolean
  /** sql_mode ANSI_QUOTES: double quotes hold identifiers, in which a backslash is a plain character. */
  ansiQuotes: boolean
  /** The byte above 127 that is white space in the character set: 160 in latin1. */
  noBreakSpace?: number
}

const Byte = {
  tab: 9,
  newline: 10,
  space: 32,
  exclamation: 33,
  doubleQuote: 34,
  hash: 35,
  dollar: 36,
  quote: 39,
  star: 42,
  minus: 45,
  dot: 46,
  slash: 47,
  zero: 48,
  nine: 57,
  at: 64,
  upperM: 77,
  backslash: 92,
  underscore: 95,
  backtick: 96,
  lowerA: 97,
  lowerZ: 122,
  delete: 127,
} as const

const usualWordBytes = new Uint8Array(256)
for (let byte = 0; byte < 256; byte++) {
  const letterOrDigit = /[0-9A-Za-z_$]/.test(String.fromCharCode(byte))
  usualWordBytes[byte] = letterOrDigit || byte >= 128 ? 1 : 0
}

/** By the byte that is white space instead. */
const wordBytesWithout = new Map<number, Uint8Array>()

function findWordBytes(noBreakSpace: number | undefined): Uint8Array {
  if (noBreakSpace === undefined) return usualWordBytes
  const known = wordBytesWithout.get(noBreakSpace) ?? usualWordBytes.with(noBreakSpace, 0)
  wordBytesWithout.set(noBreakSpace, known)
  return known
}

/**
 * Splits SQL text into tokens without understanding it: strings, identifiers, variables and comments end where
 * MySQL and MariaDB end them. Never fails: something that is not closed reaches to the end of the text. After
 * `next()`, `kind`, `start` and `end` describe the token. Plain comments are skipped; `@@` is a token of its own.
 */
export class Lexer {
  kind: TokenKind = 'end'
  start = 0
  end = 0
  readonly text: Buffer
  readonly options: LexerOptions
  private readonly isWordByte: Uint8Array
  private readonly noBreakSpace: number

  constructor(text: Buffer, options: LexerOptions) {
    this.text = text
    this.options = options
    this.isWordByte = findWordBytes(options.noBreakSpace)
    this.noBreakSpace = options.noBreakSpace ?? Byte.space
  }

  /** Goes on to the next token and returns its kind; `end` again and again after the last one. */
  next(): TokenKind {
    this.skipSpaceAndComments()
    this.start = this.end
    this.kind = this.start >= this.text.length ? 'end' : this.readToken(this.text[this.start] as number)
    return this.kind
  }

  /** The byte of a symbol token. */
  isSymbol(character: string): boolean {
    return this.kind === 'symbol' && this.text[this.start] === character.charCodeAt(0)
  }

  /** Whether the token is this word (upper case, ASCII letters, digits and `_`), in whichever case it is written. */
  isWord(word: string): boolean {
    if (this.kind !== 'word' || this.end - this.start !== word.length) return false
    for (let index = 0; index < word.length; index++) {
      const byte = this.text[this.start + index] as number
      const upper = byte >= Byte.lowerA && byte <= Byte.lowerZ ? byte - Byte.space : byte
      if (upper !== word.charCodeAt(index)) return false
    }
    return true
  }

  /** Upper-case text of the token; only meant for words. */
  get upperCase(): string {
    return this.text.toString('latin1', this.start, this.end).toUpperCase()
  }

  /** Text of the token, a byte for each character. */
  get raw(): string {
    return this.text.toString('latin1', this.start, this.end)
  }

  /** Where the token after this one begins; whatever is between them is white space and plain comments. */
  findNext(from = this.end): number {
    const { end } = this
    this.end = from
    this.skipSpaceAndComments()
    const found = this.end
    this.end = end
    return found
  }

  private readToken(first: number): TokenKind {
    if (first >= Byte.zero && first <= Byte.nine) return this.readNumber()
    if (this.isWordByte[first]) return this.readWord()
    switch (first) {
      case Byte.quote:
      case Byte.doubleQuote:
        this.end = this.findQuoteEnd(this.start + 1, first, this.escapesIn(first))
        return first === Byte.quote || !this.options.ansiQuotes ? 'string' : 'quoted-identifier'
      case Byte.backtick:
        this.end = this.findQuoteEnd(this.start + 1, first, this.escapesIn(first))
        return 'quoted-identifier'
      case Byte.at:
        return this.readVariable()
      case Byte.slash:
        if (this.isExecutableComment(this.start)) {
          this.end = this.findCommentEnd(this.start)
          return 'executable-comment'
        }
        break
      case Byte.dot:
        if (isDigit(this.text[this.start + 1])) return this.readNumber()
    }
    this.end = this.start + 1
    return 'symbol'
  }

  private readWord(): TokenKind {
    this.end = this.skipWordBytes(this.start)
    return 'word'
  }

  private readNumber(): TokenKind {
    this.end = this.skipDottedWord(this.start)
    return 'number'
  }

  private readVariable(): TokenKind {
    const next = this.text[this.start + 1]
    if (next === Byte.at) {
      this.end = this.start + 2
      return 'system-variable'
    }
    if (next === Byte.quote || next === Byte.doubleQuote || next === Byte.backtick) {
      this.end = this.findQuoteEnd(this.start + 2, next, this.escapesIn(next))
      return 'user-variable'
    }
    this.end = this.skipDottedWord(this.start + 1)
    return 'user-variable'
  }

  private skipDottedWord(from: number): number {
    const { text, isWordByte } = this
    let at = from
    while (at < text.length && (isWordByte[text[at] as number] || text[at] === Byte.dot)) at++
    return at
  }

  private escapesIn(quote: number): boolean {
    if (quote === Byte.backtick || !this.options.backslashEscapes) return false
    return quote === Byte.quote || !this.options.ansiQuotes
  }

  private skipWordBytes(from: number): number {
    const { text, options, isWordByte } = this
    let at = from
    if (!options.asciiTrailBytes) {
      while (at < text.length && isWordByte[text[at] as number]) at++
      return at
    }
    while (at < text.length && isWordByte[text[at] as number]) at += this.widthAt(at)
    return Math.min(at, text.length)
  }

  /** A doubled quote is inside. Returns the offset after the closing quote. */
  private findQuoteEnd(from: number, quote: number, escapes: boolean): number {
    let at = from
    while (at < this.text.length) {
      const byte = this.text[at] as number
      if (byte === quote) {
        if (this.text[at + 1] !== quote) return at + 1
        at += 2
      } else if (byte === Byte.backslash && escapes) at += 2
      else at += this.widthAt(at)
    }
    return this.text.length
  }

  private widthAt(at: number): number {
    return this.options.asciiTrailBytes && (this.text[at] as number) > 128 ? 2 : 1
  }

  private skipSpaceAndComments(): void {
    for (;;) {
      const byte = this.text[this.end]
      if (byte === undefined) return
      if (byte === Byte.space || (byte >= Byte.tab && byte <= 13) || byte === this.noBreakSpace) this.end += 1
      else if (byte === Byte.hash || this.isDashComment(this.end)) this.end = this.findLineEnd(this.end)
      else if (this.isPlainComment(this.end)) this.end = this.findCommentEnd(this.end)
      else return
    }
  }

  /** Two dashes count only before white space, a control character or the end. */
  private isDashComment(at: number): boolean {
    if (this.text[at] !== Byte.minus || this.text[at + 1] !== Byte.minus) return false
    const after = this.text[at + 2]
    return after === undefined || after <= Byte.space || after === Byte.delete || after === this.noBreakSpace
  }

  private isPlainComment(at: number): boolean {
    return this.text[at] === Byte.slash && this.text[at + 1] === Byte.star && !this.isExecutableComment(at)
  }

  private isExecutableComment(at: number): boolean {
    if (this.text[at + 1] !== Byte.star) return false
    const mark = this.text[at + 2] === Byte.upperM ? at + 3 : at + 2
    return this.text[mark] === Byte.exclamation
  }

  private findLineEnd(from: number): number {
    const found = this.text.indexOf(Byte.newline, from)
    return found < 0 ? this.text.length : found + 1
  }

  private findCommentEnd(from: number): number {
    const found = this.text.indexOf('*/', from + 2, 'latin1')
    return found < 0 ? this.text.length : found + 2
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= Byte.zero && byte <= Byte.nine
}
