import type { Answers, Question, QuestionKind, SettingValue, TextKind } from './question.ts'

const trueWords = new Set(['true', 'yes', 'y', 'on', '1'])
const falseWords = new Set(['false', 'no', 'n', 'off', '0'])

/** Either a value of the question's kind, or the sentence that says why the input is none. */
export type CheckedValue = { value: SettingValue } | { problem: string }

/** Reads text from a flag, an environment variable or a prompt. */
export function readValue(question: Question, text: string, answers: Answers): CheckedValue {
  const { kind } = question
  const trimmed = text.trim()
  if (kind.type === 'integer') {
    if (!/^[+-]?\d+$/.test(trimmed)) return { problem: describeExpected(kind) }
    return checkValue(question, Number(trimmed), answers)
  }
  if (kind.type === 'boolean') return readBoolean(question, trimmed.toLowerCase(), answers)
  if (kind.type === 'choice') return checkValue(question, trimmed, answers)
  if (kind.type === 'tags') return readTags(question, trimmed === '' ? [] : trimmed.split(','), answers)
  return checkValue(question, text, answers)
}

/** Reads `KEY=VALUE` pairs, one for each use of the flag. */
export function readTags(question: Question, pairs: readonly string[], answers: Answers): CheckedValue {
  const entries: [string, string][] = []
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 1) return { problem: describeExpected(question.kind) }
    entries.push([pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()])
  }
  return checkValue(question, Object.fromEntries(entries), answers)
}

function readBoolean(question: Question, word: string, answers: Answers): CheckedValue {
  if (trueWords.has(word)) return checkValue(question, true, answers)
  if (falseWords.has(word)) return checkValue(question, false, answers)
  return { problem: describeExpected(question.kind) }
}

/** Checks a value that has its type already (from the file): kind, range, and the rules between answers. */
export function checkValue(question: Question, value: unknown, answers: Answers): CheckedValue {
  if (!fits(question.kind, value)) return { problem: describeExpected(question.kind) }
  const problem = question.check?.(value, answers)
  return problem === undefined ? { value } : { problem }
}

function fits(kind: QuestionKind, value: unknown): value is SettingValue {
  if (kind.type === 'integer') return Number.isInteger(value) && inRange(value as number, kind)
  if (kind.type === 'boolean') return typeof value === 'boolean'
  if (kind.type === 'choice') return kind.choices.some((choice) => choice.value === value)
  if (kind.type === 'tags') return areTags(value)
  return typeof value === 'string' && fitsText(kind, value)
}

function inRange(value: number, range: { min: number; max: number }): boolean {
  return value >= range.min && value <= range.max
}

function fitsText(kind: TextKind, value: string): boolean {
  if (value === '') return kind.whenEmpty !== undefined
  if (value.length > kind.maxLength || value.includes('\0')) return false
  return kind.pattern?.test(value) ?? true
}

/**
 * AWS's limits: 50 tags, keys of 1 to 128 characters that do not begin with `aws:`, values up to 256, letters,
 * digits, spaces and `_.:/=+-@` (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html).
 */
function areTags(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const entries = Object.entries(value)
  return (
    entries.length <= 50 &&
    entries.every(
      ([key, text]) =>
        /^(?!aws:)[\p{L}\p{N} _.:/=+@-]{1,128}$/iu.test(key) &&
        typeof text === 'string' &&
        /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u.test(text),
    )
  )
}

/** The rule of a kind, to be put behind `must be`. */
function describeExpected(kind: QuestionKind): string {
  if (kind.type === 'integer') return `must be a whole number from ${kind.min} to ${kind.max}`
  if (kind.type === 'boolean') return 'must be true or false'
  if (kind.type === 'choice') return `must be ${joinWithOr(kind.choices.map((choice) => choice.value))}`
  if (kind.type === 'tags') return 'must be KEY=VALUE, with keys and values that AWS accepts as tags'
  if (kind.shape) return `must be ${kind.shape}`
  return `must be text of ${kind.whenEmpty === undefined ? '1' : 'up'} to ${kind.maxLength} characters`
}

function joinWithOr(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
