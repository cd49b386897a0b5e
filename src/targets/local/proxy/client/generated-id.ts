import type { ResponseTracker } from '../protocol/response-tracker.ts'
import type { ClientRequest } from './client-request.ts'

/**
 * Whether the id in a response must be a generated one. The server reports an id that the statement itself gave in
 * the same way, and that one is not LAST_INSERT_ID(): it can be told apart only when all values are written out and
 * the id is not among them, nor the fraction below that is rounded up to it. With a warning, a value may have been
 * cut to what the column can hold.
 */
export function reportsGeneratedId(
  { effects, text }: ClientRequest,
  { insertId, warnings }: Pick<ResponseTracker, 'insertId' | 'warnings'>,
): boolean {
  const isPlain = effects.length === 1 && effects[0]?.insertsPlainValues
  if (isPlain !== true || text === undefined || warnings > 0) return false
  if (hasNumber(text, String(insertId), isNoDigit)) return false
  return !text.includes('.') || !hasNumber(text, String(BigInt(insertId) - 1n), isDot)
}

type Test = (byte: number | undefined) => boolean

const isNoDigit: Test = (byte) => byte === undefined || byte < 48 || byte > 57
const isDot: Test = (byte) => byte === 46

/** Whether the digits occur as a number of their own, zeros before them left out of account, and what fits after them. */
function hasNumber(text: Buffer, digits: string, fitsAfter: Test): boolean {
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    let before = at - 1
    while (text[before] === 48) before -= 1
    if (isNoDigit(text[before]) && fitsAfter(text[at + digits.length])) return true
  }
  return false
}
