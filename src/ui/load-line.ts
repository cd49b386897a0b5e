import type { Events } from '../events.ts'
import { drawBar } from './bar.ts'
import { formatDuration } from './duration.ts'
import { formatNumber } from './numbers.ts'
import type { Style } from './style.ts'
import { measureWidth } from './truncate.ts'

const widestBar = 24
/** Below this a bar says less than the percentage beside it. */
const narrowestBar = 8

/** A load's progress in one line: bar and percentage when the end is known, counts, rate, failures. */
export function renderLoad(load: Events['load-progressed'], style: Style): string {
  const seconds = load.elapsedMs / 1000
  const rate = seconds > 0 ? `${formatNumber(load.sent / seconds)}/s` : ''
  const failed = load.failed > 0 ? style.red(`${formatNumber(load.failed)} failed`) : ''
  const rest = [rate, failed, style.dim(formatDuration(load.elapsedMs))].filter(Boolean).join('  ')
  if (load.total === undefined) return `${formatNumber(load.sent)} requests sent  ${rest}`
  const share = load.total === 0 ? 1 : load.sent / load.total
  const percent = `${Math.floor(share * 100)} %`.padStart(5)
  const text = `${percent}  ${formatNumber(load.sent)} of ${formatNumber(load.total)} requests  ${rest}`
  const room = Math.min(style.width - measureWidth(text) - 1, widestBar)
  return room >= narrowestBar ? `${drawBar(share, room, style)} ${text}` : text
}
