import type { HttpAnswer } from './http-answer.ts'

/** They belong to the connection or are the gateway's own to set, whatever a function says. */
const gatewayOwned = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
const controlCharacters = /[\x00-\x08\x0a-\x1f\x7f]/

/**
 * The headers of an answer from a function's `headers` and `cookies`, each cookie a `set-cookie` of its own. Undefined
 * when they are not a map of plain values and a list of strings, or hold what no header may hold (a line end above
 * all: it would let a function's input write headers of its own).
 */
export function answerHeaders(headers: unknown, cookies: unknown): HttpAnswer['headers'] | undefined {
  const pairs = [...listHeaders(headers), ...listCookies(cookies)]
  const checked: HttpAnswer['headers'] = []
  for (const pair of pairs) {
    if (pair === undefined || !token.test(pair[0]) || controlCharacters.test(pair[1])) return undefined
    if (!gatewayOwned.has(pair[0].toLowerCase())) checked.push([pair[0], toByteString(pair[1])])
  }
  return checked
}

type Pair = [name: string, value: string] | undefined

function listHeaders(headers: unknown): Pair[] {
  if (headers === undefined || headers === null) return []
  if (typeof headers !== 'object' || Array.isArray(headers)) return [undefined]
  return Object.entries(headers).map(([name, value]) => (isPlain(value) ? [name, String(value)] : undefined))
}

function listCookies(cookies: unknown): Pair[] {
  if (cookies === undefined || cookies === null) return []
  if (!Array.isArray(cookies)) return [undefined]
  return cookies.map((cookie: unknown) => (typeof cookie === 'string' ? ['set-cookie', cookie] : undefined))
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** Node writes header values as bytes (latin1); text beyond ASCII goes out as UTF-8. */
function toByteString(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1')
}
