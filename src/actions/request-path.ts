import { ExitCode, UserError } from '../errors.ts'

/** What RFC 3986 lets stand as it is in a path and a query: unreserved, sub-delims, `:`, `@` and `/`. */
const PLAIN = new Set(Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/"))
const PERCENT = 0x25
const QUESTION_MARK = 0x3f

/**
 * Turns a path as someone types it (`some/path`, `/a b?x=1`, `/größe`, a full URL of this environment) into the
 * request target of an HTTP request: leading slash, UTF-8 and percent escapes where RFC 3986 asks for them. Escapes
 * that are there already stay, dot segments too: they belong to the request.
 * @throws UserError (exit code 2) for a URL of another host.
 */
export function toRequestTarget(typed: string, baseUrl: string): string {
  const path = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? pathOfUrl(typed, baseUrl) : typed
  const escaped = escapePath(path)
  return escaped.startsWith('/') ? escaped : `/${escaped}`
}

function pathOfUrl(typed: string, baseUrl: string): string {
  const base = new URL(baseUrl)
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  if (url?.protocol !== base.protocol || url.host !== base.host) {
    throw new UserError({
      name: 'UrlOfAnotherHost',
      message: `Requests go to ${baseUrl} only, and the address given is not part of it.`,
      nextSteps: ['rds-proxy-webhook hit /some/path'],
      exitCode: ExitCode.usage,
    })
  }
  // The text as typed, not the parsed URL: parsing would resolve dot segments. A fragment is never sent.
  const start = typed.slice(typed.indexOf('//') + 2).search(/[/?#]/)
  const rest = start < 0 ? '' : typed.slice(typed.indexOf('//') + 2 + start)
  return withoutPrefix(rest.replace(/#.*$/s, ''), base.pathname)
}

/** A base URL may have a path of its own (a stage): the request target must not hold it twice. */
function withoutPrefix(path: string, prefix: string): string {
  const stem = prefix.replace(/\/$/, '')
  return stem !== '' && (path === stem || path.startsWith(`${stem}/`)) ? path.slice(stem.length) : path
}

function escapePath(path: string): string {
  const bytes = Buffer.from(path, 'utf8')
  let target = ''
  for (const [index, byte] of bytes.entries()) target += escapeByte(byte, bytes, index)
  return target
}

function escapeByte(byte: number, bytes: Buffer, index: number): string {
  const plain = PLAIN.has(byte) || byte === QUESTION_MARK || (byte === PERCENT && isEscape(bytes, index))
  return plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

function isEscape(bytes: Buffer, index: number): boolean {
  return /^%[0-9a-f]{2}$/i.test(bytes.toString('latin1', index, index + 3))
}
