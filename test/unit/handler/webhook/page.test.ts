import { describe, expect, test } from 'vitest'
import { answerPage, answerRefresh, readPageRequest } from '../../../../handler/webhook/answer-page.ts'
import type { PageRow } from '../../../../handler/webhook/list-page-rows.ts'
import { html } from '../../../../handler/webhook/page/html.ts'
import { renderPage, renderRefresh } from '../../../../handler/webhook/page/render-page.ts'
import { makeHttpApiEvent } from '../../../fakes/http-api-event.ts'

const row: PageRow = {
  id: 7,
  receivedAt: '2026-11-23T05:06:07.089Z',
  method: 'GET',
  path: '/',
  query: '',
  sourceIp: '203.0.113.7',
  bodyBytes: 0,
  bodyStart: Buffer.alloc(0),
}
const render = (more: Partial<PageRow> = {}) =>
  renderPage({ rows: [{ ...row, ...more }], older: false, first: true }, 'n')

describe('the page', () => {
  test.each(['path', 'query', 'method', 'sourceIp'] as const)('escapes the %s', (field) => {
    const page = render({ [field]: `<script>alert(1)</script>"'&` })
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;')
    expect(page.match(/<script/g)).toHaveLength(1)
  })

  test('escapes the body, and shows control characters', () => {
    const bodyStart = Buffer.from('<img src=x onerror=alert(1)>\0\x1b[31m')
    const page = render({ bodyStart, bodyBytes: bodyStart.length })
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;\u2400\u241b[31m')
    expect(page).not.toContain('<img')
  })

  test('shows the beginning of a long text without half a character, and no binary', () => {
    const text = Buffer.from('€'.repeat(100)).subarray(0, 200)
    expect(render({ bodyStart: text, bodyBytes: 300 })).toContain(`${'€'.repeat(66)}…`)
    expect(render({ bodyStart: Buffer.from([255, 254]), bodyBytes: 2 })).toContain('binary')
    expect(render({ bodyStart: Buffer.from('a'), bodyBytes: 1 })).toContain('1 byte<')
  })

  test('marks methods that ask for a change, whatever a method may be called', () => {
    expect(render({ method: 'POST' })).toContain('<td class="method write">POST</td>')
    expect(render({ method: 'DELETE' })).toContain('<td class="method delete">DELETE</td>')
    expect(render({ method: 'constructor' })).toContain('<td class="method">constructor</td>')
  })

  test('links to older rows, and refreshes itself only when it shows the newest', () => {
    const first = renderPage({ rows: [row], older: true, first: true }, 'n')
    expect(first).toContain('href="?before=7"')
    expect(first).toContain('<script nonce="n">')
    const last = renderPage({ rows: [row], older: false, first: false }, 'n')
    expect(last).not.toContain('before=')
    expect(last).toContain('href="?"')
    expect(last).not.toContain('<script')
  })

  test('says so when there is nothing', () => {
    const page = renderPage({ rows: [], older: false, first: true }, 'n')
    expect(page).toContain('Nothing is recorded yet')
    expect(page).not.toContain('<table')
    expect(renderPage({ rows: [], older: false, first: false }, 'n')).toContain('There is nothing older')
  })

  test('is refreshed with nothing but its content, which holds no style and no script for a policy to stop', () => {
    const content = { rows: [row], older: true, first: true }
    const fresh = renderRefresh(content)
    expect(fresh).toMatch(/^<main data-newest="7">.*<\/main>$/s)
    expect(renderPage(content, 'n')).toContain(fresh)
    expect(fresh).not.toMatch(/<(script|style)/)
    expect(answerRefresh(content)).toMatchObject({
      body: fresh,
      headers: { 'content-security-policy': expect.stringMatching(/^default-src 'none'; base-uri 'none'/) },
    })
  })

  test('is sent with headers that let nothing else run', () => {
    const answers = [1, 2].map(() => answerPage({ rows: [row], older: false, first: true }))
    const policies = answers.map(({ headers }) => String(headers?.['content-security-policy']))
    const [nonce, other] = policies.map((policy) => /script-src 'nonce-([^']+)'/.exec(policy)?.[1])
    expect(nonce).not.toBe(other)
    expect(answers[0]?.body).toContain(`<script nonce="${nonce}">`)
    expect(policies[0]).toContain("default-src 'none'")
    expect(policies[0]).toContain("frame-ancestors 'none'")
    expect(answers[0]?.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
  })
})

describe('HTML', () => {
  test('escapes whatever is put in, nested or not', () => {
    expect(html`<p title="${'"><b>'}">${[html`<i>${'<'}</i>`]}${1}</p>`.html).toBe(
      '<p title="&quot;&gt;&lt;b&gt;"><i>&lt;</i>1</p>',
    )
  })
})

describe('a request is for the page', () => {
  const accept = { accept: 'text/html,*/*;q=0.8' }

  test('when it is a GET for HTML', () => {
    expect(readPageRequest(makeHttpApiEvent({ method: 'GET', headers: accept }))).toEqual({})
    expect(readPageRequest(makeHttpApiEvent({ method: 'GET', headers: { accept: '*/*' } }))).toBeUndefined()
    expect(readPageRequest(makeHttpApiEvent({ method: 'GET' }))).toBeUndefined()
    for (const method of ['HEAD', 'POST', 'OPTIONS']) {
      expect(readPageRequest(makeHttpApiEvent({ method, headers: accept }))).toBeUndefined()
    }
  })

  test.each([
    ['before=12', 12],
    ['x=1&before=12', 12],
    ['before=', undefined],
    ['before=1;DROP', undefined],
    ['before=-1', undefined],
    ['before=99999999999999999999', undefined],
  ])('that begins where %s says', (query, before) => {
    expect(readPageRequest(makeHttpApiEvent({ method: 'GET', query, headers: accept }))?.before).toBe(before)
  })
})
