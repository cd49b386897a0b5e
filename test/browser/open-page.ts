import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

/** Starts a browser with an empty profile that asks nothing of the network by itself. */
export function startBrowser(executablePath: string): Promise<Browser> {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  // Chromium's sandbox does not work for root, nor in most containers.
  return chromium.launch({ executablePath, args: [...quiet, '--no-sandbox'] })
}

/** A page with an account of everything that it must not do. */
export interface WatchedPage {
  page: Page
  /** Dialogs opened, errors thrown, messages of level error, and what the content security policy stopped. */
  troubles: string[]
  /** Origins of all requests. */
  origins: Set<string>
}

/** Opens an empty page in a profile of its own; closed when the test ends. Its clock runs, and can be moved on. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext(options)
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  await page.clock.install()
  const troubles: string[] = []
  const origins = new Set<string>()
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('console', (message) => message.type() === 'error' && troubles.push(`console: ${message.text()}`))
  page.on('request', (request) => origins.add(new URL(request.url()).origin))
  await page.exposeFunction('reportViolation', (directive: string) => troubles.push(`policy: ${directive}`))
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => reportViolation(event.effectiveDirective))",
  )
  return { page, troubles, origins }
}
