/** The first place where a text stops being JSON. Line and column count from 1, columns in UTF-16 units. */
export interface JsonProblem {
  line: number
  column: number
  /** What should be there, to be put behind `expected`. */
  expected: string
}

class Unexpected extends Error {
  readonly offset: number
  readonly expected: string

  constructor(offset: number, expected: string) {
    super(expected)
    this.offset = offset
    this.expected = expected
  }
}

const maxDepth = 200
const whitespace = /[ \t\n\r]*/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in a string
const stringWithoutClose = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/**
 * Finds what is wrong with a text that JSON.parse refused, or undefined for valid JSON. JSON.parse itself names the
 * place in some Node versions and for some mistakes only.
 */
export function findJsonProblem(text: string): JsonProblem | undefined {
  try {
    const end = skipSpace(text, scanValue(text, skipSpace(text, 0), 0))
    if (end < text.length) throw new Unexpected(end, 'the end of the file')
    return undefined
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error
    const before = text.slice(0, error.offset).split('\n')
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected: error.expected }
  }
}

function scanValue(text: string, at: number, depth: number): number {
  if (depth > maxDepth) throw new Unexpected(at, 'fewer levels')
  const first = text[at]
  if (first === '{') return scanMembers(text, at, depth, '}', scanMember)
  if (first === '[') return scanMembers(text, at, depth, ']', scanValue)
  if (first === '"') return scanString(text, at)
  const end = match(scalar, text, at)
  if (end === undefined || /[\w.+-]/.test(text[end] ?? '')) throw new Unexpected(at, 'a value')
  return end
}

type Scan = (text: string, at: number, depth: number) => number

function scanMembers(text: string, start: number, depth: number, close: string, scan: Scan): number {
  let at = skipSpace(text, start + 1)
  if (text[at] === close) return at + 1
  while (true) {
    at = skipSpace(text, scan(text, at, depth + 1))
    if (text[at] === close) return at + 1
    if (text[at] !== ',') throw new Unexpected(at, `"," or "${close}"`)
    at = skipSpace(text, at + 1)
  }
}

function scanMember(text: string, start: number, depth: number): number {
  if (text[start] !== '"') throw new Unexpected(start, 'a key in double quotes')
  const colon = skipSpace(text, scanString(text, start))
  if (text[colon] !== ':') throw new Unexpected(colon, '":"')
  return scanValue(text, skipSpace(text, colon + 1), depth)
}

function scanString(text: string, at: number): number {
  const end = match(stringWithoutClose, text, at) ?? at
  if (text[end] === '"') return end + 1
  throw new Unexpected(end, text[end] === '\\' ? 'a valid escape' : "the text's closing quote")
}

function skipSpace(text: string, at: number): number {
  return match(whitespace, text, at) ?? at
}

function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : undefined
}
