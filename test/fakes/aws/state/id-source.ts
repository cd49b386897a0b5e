import { createHash } from 'node:crypto'

const alphabets = {
  hex: '0123456789abcdef',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  mixed: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
} as const

/** Makes ids and passwords that look random, but are the same in each run, so that recordings can be compared. */
export class IdSource {
  readonly #seed: string
  #count = 0

  constructor(seed: string) {
    this.#seed = seed
  }

  /** @param alphabet a named one, or the characters themselves */
  make(length: number, alphabet: keyof typeof alphabets | string = 'hex'): string {
    const characters = alphabet in alphabets ? alphabets[alphabet as keyof typeof alphabets] : alphabet
    let made = ''
    while (made.length < length) {
      for (const byte of this.#bytes()) made += characters.charAt(byte % characters.length)
    }
    return made.slice(0, length)
  }

  makeUuid(): string {
    const hex = this.make(32)
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20)].join(
      '-',
    )
  }

  #bytes(): Buffer {
    this.#count += 1
    return createHash('sha256').update(`${this.#seed}:${this.#count}`).digest()
  }
}
