import type { Page } from 'playwright-core'

/**
 * Contrast of an element's text with what is behind it, as WCAG 2 defines it: 1 to 21; 4.5 is legible at any size.
 * https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export async function measureContrast(page: Page, selector: string): Promise<number> {
  const element = `document.querySelector(${JSON.stringify(selector)})`
  const [text, behind] = await page.evaluate<[string, string]>(`(${readColours})(${element})`)
  const [light = 0, dark = 0] = [luminance(text), luminance(behind)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** The colour of an element's text, and the first background behind it that is not transparent. */
const readColours = `(element) => {
  let behind = element
  while (behind && /^rgba\\(.*, 0\\)$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement
  return [getComputedStyle(element).color, behind ? getComputedStyle(behind).backgroundColor : 'rgb(255, 255, 255)']
}`

function luminance(colour: string): number {
  const channels =
    colour
      .match(/[\d.]+/g)
      ?.slice(0, 3)
      .map(Number) ?? []
  if (channels.length < 3) throw new Error(`${colour} is no colour that this reads`)
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
