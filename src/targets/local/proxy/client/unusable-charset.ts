/**
 * Numbers of the collations of each character set that a client cannot speak, from first to last. Those above 255 are
 * MariaDB's (`information_schema.COLLATION_CHARACTER_SET_APPLICABILITY`).
 */
const unusable: readonly [charset: string, ranges: readonly (readonly [number, number])[]][] = [
  [
    'ucs2',
    [
      [35, 35],
      [90, 90],
      [128, 151],
      [159, 159],
      [640, 642],
      [2560, 2815],
    ],
  ],
  [
    'utf16',
    [
      [54, 55],
      [101, 124],
      [672, 674],
      [2816, 3071],
    ],
  ],
  [
    'utf16le',
    [
      [56, 56],
      [62, 62],
    ],
  ],
  [
    'utf32',
    [
      [60, 61],
      [160, 183],
      [736, 738],
      [3072, 3327],
    ],
  ],
]

/**
 * The character set of a login's collation when it is none for clients, because its ASCII characters have more bytes
 * than one; undefined for all others (MySQL manual, "Impermissible Client Character Sets"). A server would silently
 * take another one, RDS Proxy answers with error 1231.
 */
export function findUnusableCharset(collation: number): string | undefined {
  // MariaDB adds 1024 to one of the first 1024 for the collation that pads no spaces.
  const number = collation < 2048 ? collation % 1024 : collation
  return unusable.find(([, ranges]) => ranges.some(([from, to]) => number >= from && number <= to))?.[0]
}
