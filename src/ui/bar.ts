import type { Style } from './style.ts'

/** A horizontal bar of `width` columns, filled to `share` (0 to 1; beyond is cut). A share above 0 is never empty. */
export function drawBar(share: number, width: number, style: Style): string {
  const bounded = Math.min(Math.max(Number.isFinite(share) ? share : 0, 0), 1)
  const least = bounded > 0 ? 1 : 0
  const full = bounded < 1 ? Math.min(Math.max(Math.round(bounded * width), least), width - 1) : width
  const [filled, empty] = style.unicode ? ['█', '░'] : ['#', '-']
  return style.cyan(filled.repeat(full)) + style.dim(empty.repeat(width - full))
}
