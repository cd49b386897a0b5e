import { describe, expect, test } from 'vitest'
import { formatDuration } from '../../../src/ui/duration.ts'
import { formatBytes, formatCount, formatNumber } from '../../../src/ui/numbers.ts'
import { sanitize } from '../../../src/ui/sanitize.ts'
import { createStyle, styleFor, wantsColour } from '../../../src/ui/style.ts'
import { measureWidth, pad, truncate } from '../../../src/ui/truncate.ts'

const style = createStyle()

describe('sanitize', () => {
  test.each([
    ['a colour', '/\u001b[31mred', '/\\x1b[31mred'],
    ['an 8-bit control sequence', '\u009b2J', '\\x9b2J'],
    ['line breaks and tabs', 'a\r\n\tb\0', 'a\\r\\n\\tb\\0'],
    ['DEL', '\u007f', '\\x7f'],
    ['text that runs backwards', '\u202egnp.exe', '\\u202egnp.exe'],
    ['invisible text', 'a\u200bb\u{e0041}', 'a\\u200bb\\u{e0041}'],
    ['half a surrogate pair', 'a\ud800b', 'a\\ud800b'],
  ])('shows %s as an escape', (_, unsafe, safe) => {
    expect(sanitize(unsafe)).toBe(safe)
  })

  test('leaves text of any language and joined emoji alone', () => {
    const text = "O'Brien <b> ünï 日本語 عربى 👩‍👩‍👧 ❤️"
    expect(sanitize(text)).toBe(text)
  })
})

describe('truncate', () => {
  test('keeps what fits and marks what does not', () => {
    expect(truncate('/orders/12', 10, style)).toBe('/orders/12')
    expect(truncate('/orders/123', 10, style)).toBe('/orders/1…')
    expect(truncate('/orders/123', 10, { unicode: false })).toBe('/orders/1.')
    expect(truncate('/orders', 0, style)).toBe('')
  })

  test('never cuts through a character and never exceeds the width', () => {
    for (let width = 1; width <= 12; width += 1) {
      const cut = truncate('日本👩‍👩‍👧語テスト', width, style)
      expect(measureWidth(cut)).toBeLessThanOrEqual(width)
      expect(cut).not.toMatch(/\u200d…$/)
    }
  })

  test('pads by columns, not by characters', () => {
    expect(pad('日本', 6)).toBe('日本  ')
    expect(pad('7', 3, 'right')).toBe('  7')
  })
})

describe('numbers and durations', () => {
  test.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [3_440, '3.4 s'],
    [9_949, '9.9 s'],
    [42_000, '42 s'],
    [60_000, '1 min'],
    [125_400, '2 min 5 s'],
    [11_400_000, '3 h 10 min'],
    [356_400_000, '4 d 3 h'],
    [-5, '0 ms'],
  ])('%i ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  test('counts and sizes', () => {
    expect(formatNumber(1234567)).toBe('1,234,567')
    expect(formatCount(1, 'row')).toBe('1 row')
    expect(formatCount(0, 'row')).toBe('0 rows')
    expect(formatCount(2, 'process', 'processes')).toBe('2 processes')
    expect([formatBytes(1023), formatBytes(15_000), formatBytes(4_194_304)]).toEqual(['1023 B', '14.6 KiB', '4.0 MiB'])
  })
})

describe('colour', () => {
  const terminal = { isTTY: true, columns: 120 }
  test.each([
    ['a terminal', terminal, {}, true],
    ['a pipe', {}, {}, false],
    ['NO_COLOR on a terminal', terminal, { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
    ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
    ['FORCE_COLOR into a pipe', {}, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR=0 on a terminal', terminal, { FORCE_COLOR: '0' }, false],
    ['FORCE_COLOR above NO_COLOR', {}, { FORCE_COLOR: '', NO_COLOR: '1' }, true],
  ])('%s', (_, stream, env, expected) => {
    expect(wantsColour(stream, env)).toBe(expected)
  })

  test('each stream gets its own decision and width', () => {
    expect(styleFor(terminal, {}).red('x')).toBe('\u001b[31mx\u001b[39m')
    expect(styleFor({}, {}).red('x')).toBe('x')
    expect(styleFor(terminal, {}).width).toBe(120)
    expect(styleFor({}, {}).width).toBe(120)
    expect(styleFor({}, { COLUMNS: '60' }).width).toBe(60)
    expect(styleFor({}, { TERM: 'linux' }).unicode).toBe(process.platform === 'win32')
  })
})
