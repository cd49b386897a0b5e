// Control characters, format characters that reorder or hide text, line and paragraph separators, lone surrogates.
// ZERO WIDTH JOINER and the variation selectors stay: emoji are made of them.
const unsafe =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this removes
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' }

/**
 * Makes text from outside (a recorded path, a server's message) safe to print: what could move the cursor, colour
 * or reorder the terminal's text, or break a line is shown as an escape such as `\x1b`, and does nothing.
 */
export function sanitize(text: string): string {
  return text.replace(unsafe, (character) => short[character] ?? escapeCodePoint(character.codePointAt(0) ?? 0))
}

function escapeCodePoint(code: number): string {
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}
