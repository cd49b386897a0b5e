import { validateHeaderName, validateHeaderValue } from 'node:http'
import { ExitCode, UserError } from '../errors.ts'

/** Header lines by lower-case name; more than one value when the header was given more than once. */
export type RequestHeaders = Record<string, string[]>

/** They belong to the connection: the program sets them itself, or could not make sense of the answer. */
const OF_THE_CONNECTION = new Set(['connection', 'content-length', 'transfer-encoding', 'upgrade', 'trailer', 'te'])

/** Headers of which HTTP allows one line only; the last one given counts. */
const SINGLE = new Set(['host', 'content-type', 'user-agent', 'authorization'])

/**
 * Reads `name: value` lines, repeated ones included. Text outside of ASCII is sent as UTF-8.
 * @throws UserError (exit code 2) for a line that is no header, or one that the program sets itself.
 */
export function parseHeaders(lines: readonly string[]): RequestHeaders {
  const headers: RequestHeaders = {}
  for (const [index, line] of lines.entries()) {
    const [name, value] = parseHeader(line, index + 1)
    headers[name] = SINGLE.has(name) ? [value] : [...(headers[name] ?? []), value]
  }
  return headers
}

function parseHeader(line: string, position: number): [name: string, value: string] {
  const colon = line.indexOf(':')
  const name = line.slice(0, colon).trim().toLowerCase()
  // HTTP header values are bytes to Node, one for each character: UTF-8 has to be spelled out.
  const value = Buffer.from(line.slice(colon + 1).trim(), 'utf8').toString('latin1')
  if (colon < 1 || !isHeader(name, value)) {
    // Not repeated in the message: it may hold a credential.
    throw invalidHeader('InvalidHeader', `Header number ${position} is not written as name: value.`)
  }
  if (OF_THE_CONNECTION.has(name)) {
    throw invalidHeader('HeaderNotAllowed', `The header ${name} is set by the program itself.`)
  }
  return [name, value]
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return name !== '__proto__'
  } catch {
    // Node says "invalid" by throwing; the caller says it in its own words.
    return false
  }
}

function invalidHeader(name: string, message: string): UserError {
  return new UserError({
    name,
    message,
    nextSteps: ["rds-proxy-webhook hit /some/path --header 'x-source: test'"],
    exitCode: ExitCode.usage,
  })
}

/**
 * The method as it is sent, in capitals.
 * @throws UserError (exit code 2) when it is no HTTP token, or CONNECT, which is no request to a path.
 */
export function parseMethod(method: string): string {
  const capitals = method.toUpperCase()
  if (/^[!#$%&'*+.^_`|~0-9A-Z-]+$/.test(capitals) && capitals !== 'CONNECT') return capitals
  throw new UserError({
    name: 'InvalidMethod',
    message: `${JSON.stringify(method)} is not an HTTP method that can be sent to a path.`,
    nextSteps: ['rds-proxy-webhook hit /some/path --method PUT'],
    exitCode: ExitCode.usage,
  })
}
