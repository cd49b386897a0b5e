import type { ClientRequest } from './client-request.ts'

/**
 * Whether the id in a response must be a generated one. The server reports an id that the statement itself gave in
 * the same way, and that one is not LAST_INSERT_ID(): it can be told apart only when all values are written out and
 * the id is not among them.
 */
export function reportsGeneratedId({ effects, text }: ClientRequest, id: number | bigint): boolean {
  const isPlain = effects.length === 1 && effects[0]?.insertsPlainValues
  return isPlain === true && text !== undefined && !hasNumber(text, String(id))
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57

/** Whether the digits occur as a number of their own, zeros before them left out of account. */
function hasNumber(text: Buffer, digits: string): boolean {
  for (let at = text.indexOf(digits); at >= 0; at = text.indexOf(digits, at + 1)) {
    let before = at - 1
    while (text[before] === 48) before -= 1
    if (!isDigit(text[before]) && !isDigit(text[at + digits.length])) return true
  }
  return false
}
