const PAGE_BITS = 15
const PAGE_BYTES = 1 << (PAGE_BITS - 3)

/** A set of row ids that takes one bit each where they lie close together, as those of one load do. */
export class IdSet {
  readonly #pages = new Map<number, Uint8Array>()
  #size = 0
  #lowest: number | undefined

  get size(): number {
    return this.#size
  }

  /** The lowest id; undefined when empty. */
  get lowest(): number | undefined {
    return this.#lowest
  }

  /** False when the id was in the set already. */
  add(id: number): boolean {
    const page = this.#page(id)
    const { byte, bit } = place(id)
    const before = page[byte] ?? 0
    if (before & bit) return false
    page[byte] = before | bit
    this.#size++
    this.#lowest = Math.min(this.#lowest ?? id, id)
    return true
  }

  has(id: number): boolean {
    const { byte, bit } = place(id)
    return ((this.#pages.get(Math.floor(id / 2 ** PAGE_BITS))?.[byte] ?? 0) & bit) !== 0
  }

  #page(id: number): Uint8Array {
    const number = Math.floor(id / 2 ** PAGE_BITS)
    const page = this.#pages.get(number) ?? new Uint8Array(PAGE_BYTES)
    this.#pages.set(number, page)
    return page
  }
}

function place(id: number): { byte: number; bit: number } {
  const offset = id % 2 ** PAGE_BITS
  return { byte: offset >> 3, bit: 1 << (offset & 7) }
}
