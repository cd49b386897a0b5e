import { assert, integer as codePoint, constantFrom, oneof, property, string, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytes, identifier, integer, statement, text, timestamp } from '../../../../handler/database/statement.ts'

/** Reads a literal back as a server does whose sql_mode makes the backslash a plain character or an escape. */
function readLiteral(sql: string): Buffer {
  const encoded = /^(?:CONVERT\()?FROM_BASE64\('([A-Za-z0-9+/=]*)'\)(?: USING utf8mb4\))?$/.exec(sql)
  if (encoded) return Buffer.from(encoded[1] ?? '', 'base64')
  const plain = /^(?:_binary)?'((?:[^'\\]|'')*)'$/.exec(sql)
  if (!plain) throw new Error(`not one literal in every sql_mode: ${sql}`)
  return Buffer.from((plain[1] ?? '').replaceAll("''", "'"))
}

/** Any character, those that mean something in SQL often. (fast-check's own unit takes seconds to build.) */
const character = oneof(
  constantFrom("'", '\\', '"', '\0', '\n', '\x1a', '%', '`'),
  codePoint({ min: 0, max: 0xd7ff }).map((code) => String.fromCodePoint(code)),
  codePoint({ min: 0xe000, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
)

describe('literals', () => {
  test('of text are one literal with the same meaning in every sql_mode', () => {
    assert(
      property(string({ unit: character, maxLength: 50 }), (value) => {
        expect(readLiteral(text(value).sql).toString()).toBe(value)
      }),
    )
    for (const value of ["'", "\\'", "\\' OR 1=1 -- ", "''", '\0', 'a\nb', '?', '/*!']) {
      expect(readLiteral(text(value).sql).toString()).toBe(value)
    }
  })

  test('of bytes grow by a third at most', () => {
    assert(
      property(uint8Array({ maxLength: 200 }), (value) => {
        const { sql } = bytes(Buffer.from(value))
        expect(readLiteral(sql).equals(Buffer.from(value))).toBe(true)
        expect(Buffer.byteLength(sql)).toBeLessThanOrEqual(Math.ceil(value.length / 3) * 4 + 15)
      }),
    )
    expect(bytes(Buffer.from('plain')).sql).toBe("_binary'plain'")
  })

  test('of other kinds refuse what is not of their kind', () => {
    expect(statement`${identifier('a`b')} ${integer(-5)} ${timestamp(new Date(1))}`).toBe(
      "`a``b` -5 '1970-01-01 00:00:00.001'",
    )
    expect(() => integer(1.5)).toThrow(RangeError)
    expect(() => integer('1; DROP' as unknown as number)).toThrow(RangeError)
    expect(() => timestamp(new Date('no'))).toThrow(RangeError)
  })
})
