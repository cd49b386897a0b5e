import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toRequestTarget } from '../../../src/actions/request-path.ts'

const base = 'http://127.0.0.1:3000'
const to = (typed: string, baseUrl = base) => toRequestTarget(typed, baseUrl)

describe('toRequestTarget', () => {
  it.each([
    ['/some/path', '/some/path'],
    ['some/path', '/some/path'],
    ['', '/'],
    ['?a=1&b=2', '/?a=1&b=2'],
    ['/a b/ü/🎉', '/a%20b/%C3%BC/%F0%9F%8E%89'],
    ['/already%20escaped%2fslash', '/already%20escaped%2fslash'],
    ['/100%/50%zz', '/100%25/50%25zz'],
    ['/a/../b/./c//d', '/a/../b/./c//d'],
    ['//host/path', '//host/path'],
    ['/a#b', '/a%23b'],
    ['/quote"\'<>\\^`{|}[]', "/quote%22'%3C%3E%5C%5E%60%7B%7C%7D%5B%5D"],
    ['/nul\0/line\nend\x7f', '/nul%00/line%0Aend%7F'],
    ['/where?what?', '/where?what?'],
    ['a:b', '/a:b'],
  ])('sends %j as %j', (typed, target) => {
    expect(to(typed)).toBe(target)
  })

  it.each([
    [`${base}/x y?q=1#part`, '/x%20y?q=1'],
    [`${base}`, '/'],
    [`${base}?q=1`, '/?q=1'],
    [`${base}/a/../b`, '/a/../b'],
    ['HTTP://127.0.0.1:3000/A', '/A'],
  ])('takes a URL of this environment: %j', (typed, target) => {
    expect(to(typed)).toBe(target)
  })

  it('leaves a stage of the base URL out, once', () => {
    const stage = 'https://api.example.com/prod'
    expect(to(`${stage}/prod/x`, stage)).toBe('/prod/x')
    expect(to(stage, stage)).toBe('/')
    expect(to('https://api.example.com/production', stage)).toBe('/production')
  })

  it.each(['http://example.com/', 'https://127.0.0.1:3000/', 'http://127.0.0.1:3001/', 'ftp://127.0.0.1/', 'x://%'])(
    'refuses the address %j',
    (typed) => {
      expect(() => to(typed)).toThrow(expect.objectContaining({ name: 'UrlOfAnotherHost', exitCode: 2 }))
    },
  )

  it('makes a valid target of any text, which decodes to that text and stays as it is the second time', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !text.includes('://'))
    fc.assert(
      fc.property(anyText, (text) => {
        const target = to(text)
        expect(target).toMatch(/^\/[\w\-.~!$&'()*+,;=:@/?%]*$/)
        expect(target).not.toMatch(/%(?![0-9A-Fa-f]{2})/)
        expect(to(target)).toBe(target)
        if (!text.includes('%')) expect(decodeURIComponent(target)).toBe(text.startsWith('/') ? text : `/${text}`)
      }),
    )
  })
})
