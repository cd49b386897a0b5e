import type { RecordedRequest } from '../../../handler/contract.ts'
import type { HitResult } from '../../actions/hit.ts'
import { renderNextSteps } from '../error.ts'
import { paintStatus } from '../http-status.ts'
import { formatLatency } from '../latency.ts'
import { formatBytes } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { truncate } from '../truncate.ts'
import { previewBody } from './rows-table.ts'

/** One request: what was sent, the recorded row (or the answer's text when there is none), and the answer last. */
export function renderHit(result: HitResult, style: Style): string {
  const { request, response, row } = result
  const sent = request.bodyBytes > 0 ? ` (${formatBytes(request.bodyBytes)})` : ''
  const lines = [
    style.dim(`${sanitize(request.method)} ${sanitize(request.url)}${sent}`),
    '',
    ...(row ? renderRow(row, style) : renderBody(result, style)),
    '',
    ...result.problems.map((problem) => style.red(sanitize(problem))),
    ...renderNextSteps('Next:', result.nextSteps, style),
    '',
    `${paintStatus(response.status, response.statusText, style)} in ${formatLatency(response.ms)}`,
  ]
  return lines.join('\n')
}

function renderRow(row: RecordedRequest, style: Style): string[] {
  const size = row.body.bytes > 0 ? `${formatBytes(row.body.bytes)}  ${previewBody(row, style.width - 40)}` : 'empty'
  const fields: [string, string][] = [
    ['id', String(row.id)],
    ['received', row.receivedAt],
    ['method', row.method],
    ['path', row.path],
    ['query', row.query],
    ['body', size],
    ['type', row.headers['content-type'] ?? ''],
    ['source', row.sourceIp],
    ['request', row.requestId],
  ]
  return fields
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${style.dim(name.padEnd(9))} ${truncate(sanitize(value), style.width - 12, style)}`)
}

const MOST_LINES = 20

/** The beginning of an answer that is no receipt: an error's document, the page. */
function renderBody({ response: { body } }: HitResult, style: Style): string[] {
  if (body.bytes === 0) return [style.dim('  (no body)')]
  if (body.encoding === 'base64') return [style.dim(`  (${formatBytes(body.bytes)}, binary)`)]
  const lines = body.content.trimEnd().split(/\r?\n/, MOST_LINES + 1)
  const shown = lines.slice(0, MOST_LINES).map((line) => `  ${truncate(sanitize(line), style.width - 2, style)}`)
  const cut = lines.length > MOST_LINES || body.truncated
  return cut ? [...shown, style.dim(`  (${formatBytes(body.bytes)} in all)`)] : shown
}
