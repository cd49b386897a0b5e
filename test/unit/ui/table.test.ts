import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createStyle } from '../../../src/ui/style.ts'
import { type Column, formatTable } from '../../../src/ui/table.ts'
import { measureWidth } from '../../../src/ui/truncate.ts'

const columns: Column[] = [
  { heading: 'ID', align: 'right' },
  { heading: 'METHOD' },
  { heading: 'PATH', shrinkTo: 10 },
  { heading: 'BYTES', align: 'right' },
]

test('numbers are aligned to the right and nothing trails a line', () => {
  const table = formatTable(
    columns,
    [
      ['9', 'GET', '/a', '0'],
      ['10', 'DELETE', '/日本', '1,024'],
    ],
    createStyle(),
  )
  expect(table).toBe(['ID  METHOD  PATH   BYTES', ' 9  GET     /a         0', '10  DELETE  /日本  1,024'].join('\n'))
})

test('the column that may shrink gives way, down to its minimum', () => {
  const row = ['1', 'GET', `/${'x'.repeat(200)}`, '0']
  for (const width of [60, 80, 120]) {
    const lines = formatTable(columns, [row], createStyle({ width })).split('\n')
    expect(lines.map(measureWidth)).toEqual([width, width])
    expect(lines[1]).toContain('…')
  }
  expect(formatTable(columns, [row], createStyle({ width: 20 }))).toContain('/xxxxxxxx…')
})

test('a cell cannot inject control sequences, break its line or widen the table, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), fc.integer({ min: 40, max: 140 }), (path, width) => {
      const lines = formatTable(columns, [['1', 'GET', path, '0']], createStyle({ width })).split('\n')
      expect(lines).toHaveLength(2)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(lines[1]).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
      expect(measureWidth(lines[1] ?? '')).toBeLessThanOrEqual(width)
    }),
  )
})

test('painting happens after measuring and never reaches the headings', () => {
  const style = createStyle({ colour: true })
  const painted = formatTable(
    [{ heading: 'STATE', paint: (text, cell) => (cell === 'failed' ? style.red(text) : text) }, { heading: 'NAME' }],
    [
      ['failed', 'a'],
      ['ok', 'b'],
    ],
    style,
  )
  expect(painted.split('\n').slice(1)).toEqual(['\u001b[31mfailed\u001b[39m  a', 'ok      b'])
})

test('a last column that wraps goes on below, whole, and as wide as there is room', () => {
  const wrapping: Column[] = [
    { heading: 'COUNT', align: 'right' },
    { heading: 'PURPOSE', shrinkTo: 20, wraps: true },
  ]
  const rows = [
    ['12', 'private network without a way in or out'],
    ['3', 'a role'],
  ]
  expect(formatTable(wrapping, rows, createStyle({ width: 30 }))).toBe(
    ['COUNT  PURPOSE', '   12  private network without', '       a way in or out', '    3  a role'].join('\n'),
  )
})
