import { sanitize } from './sanitize.ts'
import type { Style } from './style.ts'

/** An HTTP status in the colour of its class: 2xx green, 4xx yellow, all else but 3xx red. */
export function paintStatus(status: number, text: string, style: Style): string {
  const words = sanitize(`${status} ${text}`.trim())
  if (status >= 200 && status < 300) return style.green(words)
  if (status >= 300 && status < 400) return style.cyan(words)
  return status >= 400 && status < 500 ? style.yellow(words) : style.red(words)
}
