import type { ListeningResult } from '../../actions/serve-proxy.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'

/** One line, because scripts wait for it. */
export function renderListening(
  { address, server, requireTls, caFile, metricsUrl }: ListeningResult,
  style: Style,
): string {
  const tls = `TLS ${requireTls ? 'required' : 'offered'}${caFile === undefined ? '' : `, CA in ${sanitize(caFile)}`}`
  const metrics = metricsUrl === undefined ? '' : `, metrics at ${sanitize(metricsUrl)}`
  return `Listening on ${style.bold(sanitize(address))} for ${sanitize(server)} ${style.dim(`(${tls}${metrics})`)}`
}
