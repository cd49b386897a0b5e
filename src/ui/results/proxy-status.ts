import type { TargetHealth } from '../../targets/target.ts'
import type { ProxyStatus } from '../../targets/target-status.ts'
import { drawBar } from '../bar.ts'
import { renderField } from '../field.ts'
import { formatLatency } from '../latency.ts'
import { formatCount, formatNumber } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { measureWidth } from '../truncate.ts'
import { wrapText } from '../wrap.ts'

/**
 * The proxy as a picture: clients on the left, its pool in the middle (filled as far as connections are lent to
 * clients), the database on the right. Below it what keeps connections busy, and the health of the target.
 */
export function renderProxy(proxy: ProxyStatus, style: Style): string {
  const health = renderHealth(proxy.target, style)
  if (!isMeasured(proxy)) return `${health}\n${style.dim(wrapText(noFigures, style.width))}`
  const borrowed = proxy.databaseConnectionsCurrentlyBorrowed
  const most = proxy.maxDatabaseConnectionsAllowed
  const arrow = style.dim(style.unicode ? '→' : '->')
  const bar = drawBar(most === 0 ? 0 : borrowed / most, pickBarWidth(style.width), style)
  const picture = [
    formatCount(proxy.clientConnections, 'client'),
    arrow,
    bar,
    most === 0 ? `${formatNumber(borrowed)} lent` : `${formatNumber(borrowed)} of ${formatNumber(most)} lent`,
    arrow,
    `${formatCount(proxy.databaseConnections, 'connection')} open`,
  ].join(' ')
  return [health, picture, renderUses(proxy, style), ...renderLatency(proxy, style)].join('\n')
}

const noFigures = 'No figures yet: CloudWatch has them some minutes after the first connection.'

/** Zeros of a proxy that nobody has measured would look like those of an idle one. */
function isMeasured({ metrics }: ProxyStatus): boolean {
  return metrics === undefined || Object.keys(metrics).length > 0
}

/** How long a request waits for a connection of the pool: the first figure to grow when the pool is too small. */
function renderLatency({ metrics = {} }: ProxyStatus, style: Style): string[] {
  const microseconds = metrics.DatabaseConnectionsBorrowLatency
  if (microseconds === undefined) return []
  return [style.dim(`${formatLatency(microseconds / 1000)} to get a connection, on average`)]
}

function pickBarWidth(width: number): number {
  if (width >= 100) return 40
  return width >= 80 ? 20 : 8
}

function renderUses(proxy: ProxyStatus, style: Style): string {
  const pinned = `${formatNumber(proxy.databaseConnectionsCurrentlySessionPinned)} pinned`
  const waiting = proxy.waitingClients ?? 0
  const parts = [
    proxy.databaseConnectionsCurrentlySessionPinned > 0 ? style.yellow(pinned) : pinned,
    `${formatNumber(proxy.databaseConnectionsCurrentlyInTransaction)} in a transaction`,
  ]
  if (proxy.waitingClients !== undefined) {
    const text = `${formatNumber(waiting)} waiting for a connection`
    parts.push(waiting > 0 ? style.yellow(text) : text)
  }
  return parts.join(', ')
}

/** The description is the service's own sentence: below the state where it does not fit beside it. */
function renderHealth(target: TargetHealth, style: Style): string {
  const paint = target.state === 'AVAILABLE' ? style.green : target.state === 'REGISTERING' ? style.yellow : style.red
  const state = target.reason === undefined ? target.state : `${target.state} (${target.reason})`
  const head = `Proxy   database ${state}`
  const description = target.description === undefined ? '' : sanitize(target.description)
  const painted = `${style.bold('Proxy')}   database ${paint(state)}`
  if (description === '') return painted
  if (measureWidth(`${head}: ${description}`) <= style.width) return `${painted}: ${description}`
  return `${painted}:\n${renderField('', description, 8, style)}`
}
