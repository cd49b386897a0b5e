/** HTML that is safe to send as it is. Only this file makes it. */
export interface Html {
  readonly html: string
}

/** Puts HTML together. Strings and numbers that are put in are escaped; a list is put in piece by piece. */
export function html(texts: TemplateStringsArray, ...values: readonly (string | number | Html | Html[])[]): Html {
  return { html: texts.reduce((whole, text, index) => whole + insert(values[index - 1] ?? '') + text) }
}

/** Text of the program's own, such as a style sheet, that must not be escaped. Never for anything recorded. */
export function trustedText(text: string): Html {
  return { html: text }
}

function insert(value: string | number | Html | Html[]): string {
  if (Array.isArray(value)) return value.map((piece) => piece.html).join('')
  return typeof value === 'object' ? value.html : escapeHtml(String(value))
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Escaped for text and quoted attributes; control characters become their visible pictures (U+2400 on). */
function escapeHtml(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (character) => entities[character] ?? '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it replaces
      .replace(/[\0-\x08\x0b-\x1f]/g, (character) => String.fromCharCode(0x2400 + character.charCodeAt(0)))
      .replaceAll('\x7f', '\u2421')
  )
}
