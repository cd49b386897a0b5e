import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineSplitter } from '../../../src/targets/local/lambda/line-splitter.ts'

function split(chunks: readonly Uint8Array[]): string[] {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  for (const chunk of chunks) splitter.write(Buffer.from(chunk))
  splitter.flush()
  return lines
}

test('lines come out whole, however the bytes are cut', () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''))
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''))
      const points = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
      expect(split(points.slice(1).map((end, at) => bytes.subarray(points[at], end)))).toEqual(lines)
    }),
  )
})

test('a carriage return before the line end is dropped, and the last line needs no end', () => {
  expect(split([Buffer.from('a\r\nb')])).toEqual(['a', 'b'])
})

test('a line that never ends is cut', () => {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  for (let i = 0; i < 5; i += 1) splitter.write(Buffer.alloc(100_000, 'x'))
  expect(lines.length).toBeGreaterThan(0)
})
