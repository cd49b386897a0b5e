import { randomBytes } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Environment } from '../e2e/environment.ts'
import { measureContrast } from './contrast.ts'
import { findChromium } from './find-browser.ts'
import { openPage, startBrowser } from './open-page.ts'

const chromium = findChromium()

/** How often the page refreshes itself, in ms. */
const refreshMs = 3_000

describe.skipIf(!chromium)('the page in a real browser (skipped where no Chromium is installed)', () => {
  let environment: Environment
  let browser: Browser

  beforeAll(async () => {
    ;[environment, browser] = await Promise.all([Environment.start(), startBrowser(chromium ?? '')])
    // More than a page holds. Fewer at once than functions may run: more would be answered 503.
    for (let sent = 0; sent < 110; sent += 11) {
      await Promise.all(Array.from({ length: 11 }, () => environment.record({ target: '/many' })))
    }
  })
  afterAll(() => Promise.all([browser?.close(), environment?.close()]))

  const url = (path: string) => `${environment.url}${path}`
  const readIds = async (page: Page) => (await page.locator('td.id').allTextContents()).map(Number)

  test('shows the rows newest first, the visit itself on top', async () => {
    for (const target of ['/one', '/two?q=1']) await environment.record({ target, body: Buffer.from(`to ${target}`) })
    const { page, troubles, origins } = await openPage(browser)
    const answer = await page.goto(url('/visit'))
    expect(answer?.status()).toBe(200)
    expect(await page.title()).toBe('Recorded requests')
    const rows = page.locator('tbody tr')
    expect(await rows.count()).toBe(100)
    expect(await rows.nth(0).textContent()).toMatch(/GET.*\/visit/s)
    expect(await rows.nth(1).textContent()).toMatch(/POST.*\/two\?q=1.*to \/two\?q=1.*11 bytes.*127\.0\.0\.1/s)
    expect(await rows.nth(2).textContent()).toMatch(/POST.*\/one/s)
    expect(troubles).toEqual([])
    expect([...origins]).toEqual([environment.url])
  })

  describe('with HTML and scripts in every field', () => {
    /** What no page of ours has. */
    const foreign = 'img, svg, iframe, base, meta[http-equiv], main script, main style, main a[href^=j]'
    const attacks = [
      `<script>alert(1);globalThis.broken=1</script>`,
      `"><img src=x onerror="globalThis.broken=1;alert(1)">`,
      `'><svg/onload=globalThis.broken=1>`,
      `</main></table><iframe src="javascript:parent.broken=1"></iframe>`,
      `<style>body{display:none}</style><base href="https://elsewhere.example/">`,
      `<meta http-equiv="refresh" content="0;url=https://elsewhere.example/">`,
      `<a href="javascript:globalThis.broken=1" autofocus onfocus="globalThis.broken=1">x</a>`,
      `</script><script nonce="">globalThis.broken=1</script>`,
    ]

    beforeAll(async () => {
      for (const attack of attacks) {
        await environment.record({
          target: `/${encodeURIComponent(attack)}?q=${attack.replaceAll(' ', '/')}`,
          headers: [`User-Agent: ${attack}`, 'Content-Type: text/html'],
          body: Buffer.from(attack),
        })
      }
    })

    test('shows them as text, and nothing of them runs, loads or changes the page', async () => {
      const { page, troubles, origins } = await openPage(browser)
      await page.goto(url('/'))
      const text = (await page.locator('tbody').textContent()) ?? ''
      // In the path and in the body; in the query too where it has no space.
      for (const attack of attacks) expect(text.split(attack).length).toBeGreaterThanOrEqual(3)
      expect(await page.locator(foreign).count()).toBe(0)
      for (const attack of attacks) await environment.record({ target: `/fresh?${attack.replaceAll(' ', '/')}` })
      await page.clock.runFor(refreshMs)
      await page
        .locator('tr.fresh')
        .nth(attacks.length - 1)
        .waitFor()
      expect(await page.locator(foreign).count()).toBe(0)
      expect(await page.evaluate('[document.scripts.length, globalThis.broken]')).toEqual([1, undefined])
      expect(page.url()).toBe(url('/'))
      expect(troubles).toEqual([])
      expect([...origins]).toEqual([environment.url])
    })

    test('would be stopped by the policy even if they became part of the page', async () => {
      const { page, troubles } = await openPage(browser)
      await page.goto(url('/'))
      await page.evaluate(`
        const script = document.createElement('script')
        script.textContent = 'globalThis.broken = 1'
        const image = document.createElement('img')
        image.setAttribute('onerror', 'globalThis.broken = 1')
        image.src = 'https://elsewhere.example/x.png'
        document.body.append(script, image)`)
      await expect
        .poll(() => troubles.filter((trouble) => trouble.startsWith('policy')).sort())
        .toEqual(['policy: img-src', 'policy: script-src-attr', 'policy: script-src-elem'])
      expect(await page.evaluate('globalThis.broken')).toBeUndefined()
    })
  })

  describe('refreshes itself', () => {
    test('with what is new, without a reload and without recording that', async () => {
      const { page, troubles } = await openPage(browser)
      await page.goto(url('/watched'))
      await page.evaluate("globalThis.mark = 'still here'")
      const before = await environment.countRows()
      await page.clock.runFor(refreshMs)
      await page.getByText('Refreshes itself').waitFor()
      const { id } = await environment.record({ target: '/brand-new', body: Buffer.from('<b>fresh</b>') })
      await page.clock.runFor(refreshMs)
      await page.getByText('/brand-new').waitFor()
      expect((await readIds(page)).slice(0, 2)).toEqual([id, id - 1])
      expect(await page.locator('tr.fresh td.id').allTextContents()).toEqual([String(id)])
      expect(await page.evaluate('globalThis.mark')).toBe('still here')
      expect(await environment.countRows()).toBe(before + 1)
      expect(troubles).toEqual([])
    })

    test('and says so when that fails, until it works again', async () => {
      const { page } = await openPage(browser)
      await page.goto(url('/watched'))
      const ids = await readIds(page)
      await page.route('**', (route) => route.fulfill({ status: 503, body: '' }))
      await page.clock.runFor(refreshMs)
      await page.getByText('The last refresh failed (503)').waitFor()
      expect(await readIds(page)).toEqual(ids)
      await page.unroute('**')
      await page.route('**', (route) => route.abort())
      await page.clock.runFor(refreshMs)
      await page.getByText('The last refresh failed', { exact: true }).waitFor()
      await page.unroute('**')
      await page.clock.runFor(refreshMs)
      await page.getByText('Refreshes itself').waitFor()
    })
  })

  test('shows 100 rows, and its links lead to the older ones and back', async () => {
    const { page, troubles } = await openPage(browser)
    await page.goto(url('/any/path'))
    const newest = await readIds(page)
    expect(newest).toHaveLength(100)
    await page.getByRole('link', { name: 'Older' }).click()
    await page.getByText('Older requests').waitFor()
    const older = await readIds(page)
    const all = [...newest, ...older]
    expect(all).toEqual(all.map((_, index) => (all[0] ?? 0) - index))
    expect(older.length).toBeGreaterThan(9)
    expect(new URL(page.url()).pathname).toBe('/any/path')
    await page.getByRole('link', { name: 'Newest' }).click()
    await page.getByText('Newest first').waitFor()
    expect((await readIds(page))[0]).toBe((newest[0] ?? 0) + 2)
    expect(troubles).toEqual([])
  })

  test('says so where there is nothing', async () => {
    const { page, troubles } = await openPage(browser)
    await page.goto(url('/?before=1'))
    expect(await page.locator('main').textContent()).toContain('There is nothing older.')
    expect(troubles).toEqual([])
  })

  describe('with paths and bodies as long as they come', () => {
    beforeAll(async () => {
      const body = Buffer.from(`{"long":"${'word '.repeat(100)}${'x'.repeat(500)}"}`)
      await environment.record({
        method: 'PROPPATCH',
        target: `/${'long-path/'.repeat(200)}?${'q'.repeat(2_000)}`,
        body,
      })
      await environment.record({ method: 'DELETE', target: `/${'x'.repeat(2_000)}`, body: randomBytes(5_000) })
    })

    test.each([
      ['a phone', 375],
      ['a small phone', 320],
      ['a tablet', 820],
      ['a small window', 1_030],
      ['a large window', 1_920],
    ])('fits %s without scrolling sideways, and all of it can be read', async (_what, width) => {
      const { page, troubles } = await openPage(browser, { viewport: { width, height: 700 } })
      await page.goto(url('/'))
      const [content, window] = await page.evaluate<[number, number]>(
        '[document.documentElement.scrollWidth, innerWidth]',
      )
      expect(content).toBe(window)
      for (const selector of ['td.id', 'td.method', 'td.path code', 'td.body .size', 'td.from', 'nav a']) {
        const box = await page.locator(selector).first().boundingBox()
        expect(box?.width).toBeGreaterThan(5)
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width)
      }
      expect((await page.locator('td.path code').first().boundingBox())?.width).toBeGreaterThan(7)
      expect(troubles).toEqual([])
    })

    test.each(['light', 'dark'] as const)('is legible in %s colours', async (colorScheme) => {
      const { page } = await openPage(browser, { colorScheme })
      await page.goto(url('/'))
      for (const selector of [
        'h1',
        'header p',
        '#state',
        'th',
        'td.id',
        'time',
        '.delete',
        '.write',
        'code',
        '.size',
        'nav a',
      ]) {
        expect([selector, await measureContrast(page, selector)]).toEqual([
          selector,
          expect.toSatisfy((ratio) => ratio >= 4.5),
        ])
      }
      const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
      const [red = 0] = background.match(/\d+/g)?.map(Number) ?? []
      expect(red > 128).toBe(colorScheme === 'light')
    })
  })
})
