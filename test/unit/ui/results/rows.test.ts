import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RecordedRequest } from '../../../../handler/contract.ts'
import { createRowsFollower, formatRows, summarizeRows } from '../../../../src/ui/results/rows.ts'
import { CSV_COLUMNS } from '../../../../src/ui/results/rows-csv.ts'
import { createStyle } from '../../../../src/ui/style.ts'
import { measureWidth } from '../../../../src/ui/truncate.ts'
import { makeRow } from '../../../fakes/target.ts'

const style = createStyle({ width: 100 })

/** Text with what breaks formats: quotes, line ends, formulas, control characters, emoji. */
const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc
    .array(
      fc.constantFrom('"', ',', '\r', '\n', "'", '=', '+', '-', '@', '\t', '\0', '\x1b[31m', '\u009b', '🎉', 'x'),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
)
const anyRow: fc.Arbitrary<RecordedRequest> = fc
  .record({
    id: fc.integer({ min: 1 }),
    path: nasty,
    query: nasty,
    headers: fc.dictionary(fc.stringMatching(/^[a-z-]{1,8}$/), nasty, { noNullPrototype: true }),
    body: fc.record({
      bytes: fc.nat({ max: 6_000_000 }),
      encoding: fc.constantFrom('utf8', 'base64'),
      content: nasty,
      truncated: fc.boolean(),
    }),
    userAgent: nasty,
  })
  .map(({ id, ...parts }) => makeRow(id, parts))
const anyRows = fc.array(anyRow, { maxLength: 5 })

/** A reader for RFC 4180, written from the RFC and not from the writer. */
function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let at = 0
  while (at < text.length) {
    let cell = ''
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++
        cell += text[at]
      }
      at++
    } else {
      while (at < text.length && !',\r\n"'.includes(text[at] ?? '')) cell += text[at++]
    }
    record.push(cell)
    if (text.startsWith('\r\n', at)) {
      records.push(record)
      record = []
      at += 2
    } else if (text[at] === ',') at++
    else throw new Error(`not CSV at ${at}`)
  }
  expect(record).toEqual([])
  return records
}

describe('formatRows', () => {
  it('csv: any rows come back exactly, one apostrophe taken off, and no cell is a formula', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const [header, ...records] = parseCsv(formatRows(rows, 'csv', style))
        expect(header).toEqual([...CSV_COLUMNS])
        expect(records).toHaveLength(rows.length)
        for (const [index, record] of records.entries()) {
          for (const cell of record) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
          const cells = Object.fromEntries(
            CSV_COLUMNS.map((column, at) => [column, (record[at] ?? '').replace(/^'/, '')]),
          )
          const row = rows[index]
          expect(cells).toMatchObject({
            id: String(row?.id),
            path: row?.path,
            query: row?.query,
            body: row?.body.content,
            userAgent: row?.userAgent,
          })
          expect(JSON.parse(cells.headers ?? '')).toEqual(row?.headers)
        }
      }),
    )
  })

  it('ndjson: any rows come back exactly, one a line, without a character that a terminal obeys', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const text = formatRows(rows, 'ndjson', style)
        const lines = text.split('\n')
        expect(lines.pop()).toBe('')
        expect(lines.map((line) => JSON.parse(line))).toEqual(rows)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is about them
        expect(lines.join('')).not.toMatch(/[\x00-\x1f\x7f-\x9f]/)
      }),
    )
  })

  it('json: is one array', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(JSON.parse(formatRows(rows, 'json', style))).toEqual(rows)
      }),
    )
    expect(formatRows([], 'json', style)).toBe('[]\n')
  })

  it('table: one line for each row within the width, nothing that a terminal obeys', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 80, max: 200 }), (rows, width) => {
        const text = formatRows(rows, 'table', createStyle({ width }))
        const lines = text.split('\n')
        expect(lines).toHaveLength(rows.length === 0 ? 1 : rows.length + 2)
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is about them
        expect(lines.join('')).not.toMatch(/[\x00-\x1f\x7f-\x9f]/)
        for (const line of lines) expect(measureWidth(line)).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('table: shows query, size and the beginning of the body on one line', () => {
    const row = makeRow(12, {
      method: 'POST',
      path: '/a',
      query: 'b=c',
      body: { bytes: 2048, encoding: 'utf8', content: 'one\n  two', truncated: true },
    })
    const [heading, line] = formatRows([row], 'table', style).split('\n')
    expect(heading).toMatch(/^ID +RECEIVED \(UTC\) +METHOD +PATH +SIZE +BODY$/)
    expect(line).toMatch(/^12 {2}2026-01-01 00:00:12\.000 {2}POST +\/a\?b=c +2\.0 KiB {2}one two$/)
  })

  it('table: only names a binary body', () => {
    const row = makeRow(1, { body: { bytes: 3, encoding: 'base64', content: '/wAA', truncated: false } })
    expect(formatRows([row], 'table', style)).toMatch(/3 B {2}\(binary\)\n$/)
  })

  it('takes 10,000 rows with paths of 2,048 characters', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => makeRow(index + 1, { path: `/${'x'.repeat(2047)}` }))
    for (const format of ['table', 'json', 'ndjson', 'csv'] as const) {
      expect(formatRows(rows, format, style).split('\n').length).toBeGreaterThan(10_000)
    }
  })
})

describe('createRowsFollower', () => {
  it.each([
    ['table', /^ +ID/],
    ['csv', /^id,/],
  ] as const)('%s: gives the head once', (format, head) => {
    const next = createRowsFollower(format, style)
    const [empty, first, second] = [next([]), next([makeRow(1)]), next([makeRow(2), makeRow(3)])]
    expect(empty + first).toMatch(head)
    expect(second).not.toMatch(head)
    expect((empty + first + second).trimEnd().split('\n')).toHaveLength(4)
  })

  it('table: keeps its columns in place from batch to batch', () => {
    const next = createRowsFollower('table', createStyle({ width: 120 }))
    const lines = [makeRow(1), makeRow(99_999, { path: '/a/much/longer/path', method: 'DELETE' })].flatMap((row) =>
      next([{ ...row, body: { ...row.body, bytes: 5, content: 'hello' } }])
        .trimEnd()
        .split('\n'),
    )
    expect(new Set(lines.slice(1).map((line) => line.indexOf('hello'))).size).toBe(1)
    expect(lines.slice(1).every((line) => line.includes('hello'))).toBe(true)
  })

  it('json: gives one object a line, as an array would never end', () => {
    const next = createRowsFollower('json', style)
    expect(JSON.parse(next([makeRow(1)]))).toEqual(makeRow(1))
  })
})

describe('summarizeRows', () => {
  it('says how many there are and how to see the others', () => {
    const rows = [makeRow(1)]
    expect(summarizeRows({ rows, more: true, nextBefore: 1, nextSteps: ['rows --before 1'] }, style)).toBe(
      '1 row; older ones: rows --before 1',
    )
    expect(summarizeRows({ rows, more: false, nextSteps: [] }, style)).toBe('1 row, no older ones match.')
    expect(summarizeRows({ rows: [], more: false, nextSteps: ['hit /x'] }, style)).toBe(
      'No rows match. Send one: hit /x',
    )
  })
})
