/** A list whose elements have another name than the protocol's own: `<DBInstances><DBInstance>`. */
export class NamedList {
  readonly name: string
  readonly items: readonly unknown[]

  constructor(name: string, items: readonly unknown[]) {
    this.name = name
    this.items = items
  }
}

/** A list without an element around it, as S3 writes some: `<Contents>..</Contents><Contents>..</Contents>`. */
export class FlatList {
  readonly items: readonly unknown[]

  constructor(items: readonly unknown[]) {
    this.items = items
  }
}

/**
 * An object as XML elements, one for each member. Lists become `<Key><listElement>..</listElement></Key>`; dates are
 * ISO 8601; members that are undefined are left out.
 *
 * @param listElement name of the elements of plain arrays: `member` (AWS query) or `item` (EC2)
 */
export function writeXml(value: object, listElement = 'member'): string {
  return Object.entries(value)
    .map(([name, member]) => writeElement(name, member, listElement))
    .join('')
}

export function escapeXml(text: string): string {
  const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }
  return text.replace(/[&<>"\r]/g, (character) => escapes[character] ?? character)
}

/** Undoes `escapeXml`, for the few values that are picked out of a request's XML. */
export function unescapeXml(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hexadecimal, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    if (hexadecimal !== undefined) return String.fromCodePoint(Number.parseInt(hexadecimal, 16))
    return characters[name] ?? whole
  })
}

function writeElement(name: string, value: unknown, listElement: string): string {
  if (value === undefined || value === null) return ''
  if (value instanceof FlatList) return value.items.map((item) => writeElement(name, item, listElement)).join('')
  return `<${name}>${writeContent(value, listElement)}</${name}>`
}

function writeContent(value: unknown, listElement: string): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof NamedList) return value.items.map((item) => writeElement(value.name, item, listElement)).join('')
  if (Array.isArray(value)) return value.map((item) => writeElement(listElement, item, listElement)).join('')
  if (typeof value === 'object' && value !== null) return writeXml(value, listElement)
  return escapeXml(String(value))
}
