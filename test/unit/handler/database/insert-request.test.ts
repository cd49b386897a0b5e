import {
  array,
  assert,
  constantFrom,
  dictionary,
  integer,
  oneof,
  property,
  record,
  string,
  uint8Array,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesPerPart, insertParts, planInsert } from '../../../../handler/database/insert-request.ts'
import type { RequestRecord } from '../../../../handler/database/request-record.ts'
import { nameTables } from '../../../../handler/database/tables.ts'

const limit = 16_384

/** The longest names that MySQL allows make the longest statements. */
const tables = nameTables('`'.repeat(64))

const nasty = constantFrom("'", '\\', '\0', '"', 'a', 'é', '€', '\u{1F600}', '\ud800', '\n', '\x1a')
const long = record({ unit: oneof(nasty, string({ maxLength: 5 })), times: integer({ min: 0, max: 12_000 }) }).map(
  ({ unit, times }) => unit.repeat(times),
)
const path = array(nasty, { maxLength: 2_048, size: 'max' }).map((characters) => `/${characters.join('')}`)
const body = oneof(
  uint8Array({ maxLength: 40_000, size: 'max' }).map((bytes) => Buffer.from(bytes)),
  long.map((text) => Buffer.from(text)),
)
const anyRecord = record({
  path,
  query: long,
  body,
  userAgent: long,
  headers: dictionary(string({ maxLength: 10 }), long, { maxKeys: 3 }),
})

function makeRecord(fields: Partial<RequestRecord>): RequestRecord {
  return {
    receivedAt: new Date(0),
    method: 'POST',
    path: '/',
    query: '',
    headers: {},
    body: Buffer.alloc(0),
    sourceIp: '2001:db8::1',
    requestId: 'r'.repeat(255),
    userAgent: '',
    ...fields,
  }
}

describe('statements that write a request', () => {
  test('never are long enough to pin, whatever the request holds', () => {
    assert(
      property(anyRecord, (fields) => {
        const plan = planInsert(tables, makeRecord(fields))
        expect(Buffer.byteLength(plan.row)).toBeLessThanOrEqual(limit)
        for (const { field, content } of plan.divided) {
          for (const part of insertParts(tables, 2 ** 52, field, content)) {
            expect(Buffer.byteLength(part)).toBeLessThanOrEqual(limit)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  test('leave out of the row no more than they must', () => {
    const small = planInsert(tables, makeRecord({ body: Buffer.alloc(11_000, 255) }))
    expect(small.divided).toEqual([])
    const content = Buffer.alloc(13_000, 255)
    const large = planInsert(tables, makeRecord({ body: content, query: 'q'.repeat(1_000) }))
    expect(large.divided).toEqual([{ field: 'body', content }])
  })

  test('write every byte once, in order', () => {
    const content = Buffer.from(Array.from({ length: bytesPerPart * 2 + 1 }, (_, index) => index % 251))
    const parts = [...insertParts(tables, 7, 'body', content)]
    expect(parts).toHaveLength(3)
    const written = parts.map((part) => Buffer.from(/FROM_BASE64\('(.*?)'\)/.exec(part)?.[1] ?? '', 'base64'))
    expect(Buffer.concat(written).equals(content)).toBe(true)
  })

  test('cannot be made for a record that fits into none', () => {
    expect(() => planInsert(tables, makeRecord({ sourceIp: 'x'.repeat(20_000) }))).toThrow('does not fit')
    expect(() => planInsert(tables, makeRecord({ requestId: 'x'.repeat(256) }))).toThrow('too long')
  })
})
