import { createContext, runInContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { refreshHeader, script } from '../../../../handler/webhook/page/script.ts'

/** Runs the page's script with just as much of a browser as it uses. */
function openPage(answer: () => Promise<{ status: number; ok: boolean; text(): Promise<string> }>) {
  const seen = { requests: [] as unknown[], replaced: [] as unknown[] }
  const state = { textContent: 'Newest first', className: '' }
  const main = { dataset: { newest: '7' }, replaceWith: (content: unknown) => seen.replaced.push(content) }
  const timers: (() => Promise<void>)[] = []
  const document = {
    hidden: false,
    querySelector: (selector: string) => (selector === 'main' ? main : state),
    adoptNode: (node: unknown) => node,
  }
  class DOMParser {
    parseFromString(text: string) {
      return { querySelector: (selector: string) => makeMain(`${selector} of ${text}`) }
    }
  }
  const fetch = (url: string, options: unknown) => {
    seen.requests.push({ url, options })
    return answer()
  }
  const location = { href: 'https://example.org/' }
  const setTimeout = (run: () => Promise<void>) => timers.push(run)
  runInContext(script, createContext({ document, location, fetch, DOMParser, setTimeout }))
  return { ...seen, state, document, timers, tick: () => timers.shift()?.() }
}

/** A table of two rows, the second of which is shown already. */
function makeMain(name: string) {
  const rows = ['8', '7'].map((id) => ({ cells: [{ textContent: id }], className: '' }))
  return { name, rows, querySelectorAll: () => rows }
}

const respond = (status: number) => async () => ({ status, ok: status < 300, text: async () => 'fresh' })

describe("the page's script", () => {
  test('says which row it knows, and puts new rows in place of the old', async () => {
    const page = openPage(respond(200))
    await page.tick()
    expect(page.requests).toEqual([
      { url: 'https://example.org/', options: { headers: { accept: 'text/html', [refreshHeader]: '7' } } },
    ])
    expect(page.replaced).toMatchObject([{ name: 'main of fresh', rows: [{ className: 'fresh' }, { className: '' }] }])
    expect(page.state).toEqual({ textContent: 'Refreshes itself', className: 'live' })
    expect(page.timers).toHaveLength(1)
  })

  test('changes nothing when there is nothing new, or nobody looks', async () => {
    const page = openPage(respond(204))
    await page.tick()
    page.document.hidden = true
    await page.tick()
    expect(page.requests).toHaveLength(1)
    expect(page.replaced).toEqual([])
    expect(page.timers).toHaveLength(1)
  })

  test.each([
    [respond(503), 'The last refresh failed (503)'],
    [() => Promise.reject(new TypeError()), 'The last refresh failed'],
  ])('says so when it fails, keeps the rows and goes on', async (answer, words) => {
    const page = openPage(answer)
    await page.tick()
    expect(page.state).toEqual({ textContent: words, className: 'failed' })
    expect(page.replaced).toEqual([])
    expect(page.timers).toHaveLength(1)
  })
})
