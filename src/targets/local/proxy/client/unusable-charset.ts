/** Numbers of the collations of each character set that a client cannot speak, from first to last. */
const unusable: readonly [charset: string, ranges: readonly (readonly [number, number])[]][] = [
  [
    'ucs2',
    [
      [35, 35],
      [90, 90],
      [128, 151],
      [159, 159],
    ],
  ],
  [
    'utf16',
    [
      [54, 55],
      [101, 124],
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
    ],
  ],
]

/**
 * The character set of a login's collation when it is none for clients, because its ASCII characters have more bytes
 * than one; undefined for all others (MySQL manual, "Impermissible Client Character Sets"). A server would silently
 * take another one, RDS Proxy answers with error 1231.
 */
export function findUnusableCharset(collation: number): string | undefined {
  return unusable.find(([, ranges]) => ranges.some(([from, to]) => collation >= from && collation <= to))?.[0]
}
