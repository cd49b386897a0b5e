/** A piece of SQL that is safe to stand in a statement as it is. Only the functions of this file make them. */
export interface Literal {
  readonly sql: string
}

/**
 * Puts a statement together: `statement` + template. Only literals can be put in, so that a bare string is a type
 * error. Values go in as text because a prepared statement would pin the session of RDS Proxy.
 */
export function statement(texts: TemplateStringsArray, ...literals: readonly Literal[]): string {
  return texts.reduce((sql, text, index) => sql + (literals[index - 1]?.sql ?? '') + text)
}

/**
 * A string. It means the same under every sql_mode, NO_BACKSLASH_ESCAPES included (an initialization query of the
 * proxy may set it): text with a backslash or a control character goes as base64, other text as it is.
 */
export function text(value: string): Literal {
  const plain = quotePlainText(value)
  return { sql: plain ?? `CONVERT(${encodeBase64(Buffer.from(value))} USING utf8mb4)` }
}

/** Any bytes; grows by a third at most, where hex would double. */
export function bytes(value: Buffer): Literal {
  const decoded = value.toString('utf8')
  // Text that came back changed was not UTF-8.
  const plain = Buffer.from(decoded).equals(value) ? quotePlainText(decoded) : undefined
  const encoded = encodeBase64(value)
  return { sql: plain && Buffer.byteLength(plain) < encoded.length ? `_binary${plain}` : encoded }
}

/** @throws RangeError unless it is a whole number that JavaScript holds exactly */
export function integer(value: number): Literal {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number`)
  return { sql: String(value) }
}

/** DATETIME(3) in UTC, whatever the session's time zone is. @throws RangeError for an invalid date */
export function timestamp(value: Date): Literal {
  return { sql: `'${value.toISOString().replace('T', ' ').replace('Z', '')}'` }
}

/** A name such as that of a schema or table. */
export function identifier(name: string): Literal {
  return { sql: `\`${name.replaceAll('`', '``')}\`` }
}

export const nothing: Literal = { sql: 'NULL' }

/** Literals in a row, such as the values of an IN or the conditions of a WHERE. */
export function join(literals: readonly Literal[], separator: ', ' | ' AND '): Literal {
  return { sql: literals.map((literal) => literal.sql).join(separator) }
}

/** A condition or another part of a statement, to be put into one. */
export function fragment(texts: TemplateStringsArray, ...literals: readonly Literal[]): Literal {
  return { sql: statement(texts, ...literals) }
}

function quotePlainText(value: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  if (/[\\\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(value)) return undefined
  return `'${value.replaceAll("'", "''")}'`
}

function encodeBase64(value: Buffer): string {
  return `FROM_BASE64('${value.toString('base64')}')`
}
