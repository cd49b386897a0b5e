import { decodeUtf8 } from './byte-string.ts'

const percent = 0x25

/**
 * Decodes the percent escapes of a path, as HTTP APIs do for rawPath (REST APIs and function URLs leave them): `%2F`
 * becomes a slash, `%00` a NUL, `+` stays. What AWS does with escapes that are broken or are not UTF-8 is not known;
 * here nothing is lost: a broken escape stays as it was sent, and when the bytes are not UTF-8 all escapes of bytes
 * above 127 stay.
 *
 * @param text a string of bytes (latin1), as Node's parser hands it on
 */
export function decodePercent(text: string): string {
  if (!text.includes('%') && isAscii(text)) return text
  return decodeUtf8(decodeBytes(text, () => true)) ?? decodeBytes(text, (byte) => byte < 0x80).toString('latin1')
}

function decodeBytes(text: string, accept: (byte: number) => boolean): Buffer {
  const source = Buffer.from(text, 'latin1')
  const target = Buffer.allocUnsafe(source.length)
  let length = 0
  for (let at = 0; at < source.length; at += 1) {
    const escaped = source[at] === percent ? readEscape(source, at) : undefined
    const take = escaped !== undefined && accept(escaped)
    target[length] = take ? escaped : (source[at] ?? 0)
    length += 1
    if (take) at += 2
  }
  return target.subarray(0, length)
}

function readEscape(source: Buffer, at: number): number | undefined {
  const high = hexValue(source[at + 1])
  const low = hexValue(source[at + 2])
  return high === undefined || low === undefined ? undefined : high * 16 + low
}

function hexValue(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined
  const value = Number.parseInt(String.fromCharCode(byte), 16)
  return Number.isNaN(value) ? undefined : value
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) return false
  return true
}
