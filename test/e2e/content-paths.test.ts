import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RecordedRequest } from '../../handler/contract.ts'
import { Environment } from './environment.ts'

let environment: Environment

beforeAll(async () => {
  environment = await Environment.start()
})
afterAll(() => environment?.close())

/** What is sent in the request line, and what must be in the row. */
const targets: [what: string, target: string, path: string, query?: string][] = [
  ['quotes', `/it's"quoted"\`\\`, `/it's"quoted"\`\\`],
  ['SQL', `/';DROP/**/TABLE/**/webhook.requests;--`, `/';DROP/**/TABLE/**/webhook.requests;--`],
  ['SQL with escapes', '/%27);DROP%20TABLE%20requests;--%20%5C%27', `/');DROP TABLE requests;-- \\'`],
  ['HTML', '/<script>alert(1)</script>', '/<script>alert(1)</script>'],
  ['HTML in the query', '/h?a=<img/src=x>&b=%3Cb%3E', '/h', 'a=<img/src=x>&b=%3Cb%3E'],
  ['NUL', '/a%00b', '/a\0b'],
  ['every control character', `/${escapeRange(0x00, 0x20)}%7F`, `/${characters(0x00, 0x20)}\x7f`],
  ['C1 control characters', `/${escapeText(characters(0x80, 0xa0))}`, `/${characters(0x80, 0xa0)}`],
  ['escapes that are not UTF-8', '/%FF%fe%C3%28', '/%FF%fe%C3('],
  ['a surrogate as UTF-8', '/%ED%A0%80', '/%ED%A0%80'],
  ['an overlong slash', '/%C0%AF', '/%C0%AF'],
  ['broken escapes', '/100%/%zz/%4/%', '/100%/%zz/%4/%'],
  ['emoji', '/%F0%9F%98%80/%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80', '/\u{1F600}/\u{1F469}\u{200D}\u{1F680}'],
  ['a byte order mark', '/%EF%BB%BFx', '/\ufeffx'],
  ['the other direction', '/%E2%80%AEgpj.exe', '/\u202egpj.exe'],
  ['combining characters, not composed', '/e%CC%81', '/e\u0301'],
  ['line ends', '/a%0D%0ASet-Cookie:%20x=1', '/a\r\nSet-Cookie: x=1'],
  ['trailing spaces', '/a%20%20', '/a  '],
  ['a plus', '/a+b?c+d=%2B', '/a+b', 'c+d=%2B'],
  ['an escaped percent sign', '/%2500', '/%00'],
  ['an escaped slash and question mark', '/a%2Fb%3Fc%23d', '/a/b?c#d'],
  ['slashes and dots', '//a//../b/./..//', '//a//../b/./..//'],
  ['escaped dots', '/%2e%2e/%2E%2E/etc/passwd', '/../../etc/passwd'],
  ['a fragment', '/a#b?c', '/a#b', 'c'],
  ['a second question mark', '/a?b?c=?', '/a', 'b?c=?'],
  ['an empty query', '/a?', '/a', ''],
  ['the absolute form', 'http://elsewhere.example/abs?x=1', '/abs', 'x=1'],
  ['placeholders', '/?=?&:name=%s', '/', '=?&:name=%s'],
]

test.each(targets)('%s in a path come back exactly', async (_what, target, path, query = '') => {
  const receipt = await environment.record({ target, body: Buffer.from(path) })
  expect(receipt.path).toBe(path)
  expect(await environment.readRow(receipt.id)).toMatchObject({ path, query, bytes: Buffer.from(path) })
})

describe('the length of a path', () => {
  test.each([
    ['plain', 'x', 'x'],
    ['escaped', '%41', 'A'],
  ])('is 2,048 characters at most, %s', async (_what, sent, stored) => {
    const before = await environment.countRows()
    const { id } = await environment.record({ target: `/${sent.repeat(2_047)}` })
    expect((await environment.readRow(id)).path).toBe(`/${stored.repeat(2_047)}`)
    const refused = await environment.send({ target: `/${sent.repeat(2_048)}` })
    expect(refused.status).toBe(414)
    expect(refused.json()).toEqual({ message: expect.stringContaining('2048 characters') })
    expect(await environment.countRows()).toBe(before + 1)
  })

  test('is counted in characters: 800 emoji take 9,600 bytes of the request line and are few', async () => {
    const { id } = await environment.record({ target: `/${'%F0%9F%98%80'.repeat(800)}` })
    expect((await environment.readRow(id)).path).toBe(`/${'\u{1F600}'.repeat(800)}`)
  })
})

describe('a request line that is no HTTP', () => {
  test.each([
    ['a space in the path', 'GET /a b HTTP/1.1'],
    ['a NUL in the path', 'GET /a\0b HTTP/1.1'],
    ['no path', 'GET HTTP/1.1'],
    ['a byte above 127, unescaped', 'GET /caf\u00e9 HTTP/1.1'],
    ['a method in lower case', 'get / HTTP/1.1'],
  ])('%s is refused with 400 and no row', async (_what, line) => {
    const before = await environment.countRows()
    const [method = '', ...rest] = line.replace(/ HTTP\/1\.1$/, '').split(' ')
    const answer = await environment.send({ method, target: rest.join(' ') })
    expect(answer.status).toBe(400)
    expect(answer.json()).toEqual({ message: 'Bad Request' })
    expect(await environment.countRows()).toBe(before)
  })
})

test('the command line shows each path and query as it was recorded', async () => {
  const { stdout, code } = await environment.project.run(['rows', '--limit', '1000', '--format', 'json'])
  expect(code).toBe(0)
  const rows: RecordedRequest[] = JSON.parse(stdout)
  const shown = rows.map((row) => JSON.stringify([row.path, row.query, row.body.content]))
  for (const [, , path, query = ''] of targets) expect(shown).toContain(JSON.stringify([path, query, path]))
  // The document itself goes to terminals, which obey control characters.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(stdout).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f]/)
})

test('nothing of all this pinned a connection or was logged as an error', async () => {
  const { proxy } = await environment.status()
  expect(proxy?.databaseConnectionsCurrentlySessionPinned).toBe(0)
  expect(proxy).toMatchObject({ pins: [], metrics: { QueryRequests: expect.any(Number) } })
  expect(environment.readLog('proxy')).toContain('A new client connected')
  expect(environment.readLog('proxy')).not.toMatch(/pinned/i)
  expect(environment.readLog('webhook')).not.toContain('"level":"error"')
})

function characters(from: number, to: number): string {
  return String.fromCharCode(...Array.from({ length: to - from }, (_, index) => from + index))
}

function escapeRange(from: number, to: number): string {
  return escapeText(characters(from, to))
}

function escapeText(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}
