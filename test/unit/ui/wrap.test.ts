import { describe, expect, it } from 'vitest'
import { wrapWords } from '../../../src/ui/wrap.ts'

describe('wrapping', () => {
  it.each([
    ['one two three', 7, 'one two\nthree'],
    ['one two three', 80, 'one two three'],
    ['unbreakable word', 4, 'unbreakable\nword'],
    ['漢字 漢字', 4, '漢字\n漢字'],
    ['', 10, ''],
  ])('%j at %d columns', (text, width, expected) => {
    expect(wrapWords(text, width)).toBe(expected)
  })
})
