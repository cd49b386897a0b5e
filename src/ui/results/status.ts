import type { StatusResult } from '../../actions/status.ts'
import type { ComponentStatus, FunctionStatus, RunState } from '../../targets/target.ts'
import { formatDuration } from '../duration.ts'
import { renderNextSteps } from '../error.ts'
import { formatNumber } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { formatTable } from '../table.ts'
import { nameTarget } from '../target-name.ts'
import { renderProxy } from './proxy-status.ts'

/**
 * How an environment is, to be read in ten seconds: state, URL and rows first, then its parts, the proxy's pool and
 * the functions. @param now milliseconds since 1970, for how long it has run.
 */
export function renderStatus(result: StatusResult, style: Style, now: number = Date.now()): string {
  const sections = [
    renderHead(result, style, now),
    result.components.length > 0 ? renderComponents(result.components, style) : '',
    result.proxy ? renderProxy(result.proxy, style) : '',
    result.functions && result.functions.length > 0 ? renderFunctions(result.functions, style) : '',
    renderNextSteps('Next:', result.nextSteps, style).join('\n'),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

function renderHead(result: StatusResult, style: Style, now: number): string {
  const since = result.runningSince === undefined ? '' : ` for ${formatDuration(now - Date.parse(result.runningSince))}`
  const state = paintState(result.state, style)(result.state)
  const lines = [`${style.bold(sanitize(result.environment))} ${nameTarget(result.target)}: ${state}${since}`]
  if (result.reason !== undefined) lines.push(`Why:    ${sanitize(result.reason)}`)
  if (result.url !== undefined) lines.push(`URL:    ${style.bold(sanitize(result.url))}`)
  if (result.rows !== undefined) lines.push(`Rows:   ${formatNumber(result.rows)}`)
  if (result.secret) {
    const age = formatDuration(now - Date.parse(result.secret.changedAt))
    lines.push(`Secret: changed ${age} ago ${style.dim(`(version ${sanitize(result.secret.versionId.slice(0, 8))})`)}`)
  }
  return lines.join('\n')
}

function paintState(state: RunState, style: Style): (text: string) => string {
  if (state === 'running') return style.green
  return state === 'degraded' ? style.yellow : style.red
}

function renderComponents(components: readonly ComponentStatus[], style: Style): string {
  const paint = (text: string, state: string) =>
    state === 'running' ? style.green(text) : state === 'starting' ? style.yellow(text) : style.red(text)
  return formatTable(
    [
      { heading: 'PART', shrinkTo: 10 },
      { heading: 'STATE', paint },
      { heading: 'ADDRESS', shrinkTo: 14, optional: true },
      { heading: 'PID', align: 'right', optional: true },
      { heading: 'RESTARTS', align: 'right', optional: true },
      { heading: 'DETAIL', shrinkTo: 6, optional: true },
    ],
    components.map((each) => [
      each.name,
      each.state,
      each.address ?? '',
      each.pid === undefined ? '' : String(each.pid),
      each.restarts ? formatNumber(each.restarts) : '',
      each.detail ?? '',
    ]),
    style,
  )
}

function renderFunctions(functions: readonly FunctionStatus[], style: Style): string {
  const right = (heading: string, alarm = false) => ({
    heading,
    align: 'right' as const,
    ...(alarm ? { paint: (text: string, cell: string) => (cell === '0' ? text : style.red(text)) } : {}),
  })
  return formatTable(
    [
      { heading: 'FUNCTION', shrinkTo: 8 },
      right('ALIVE'),
      right('BUSY'),
      right('CALLS'),
      right('ERRORS', true),
      right('THROTTLED', true),
      right('COLD'),
    ],
    functions.map((each) => [
      each.name,
      ...[each.environments, each.busy, each.invocations, each.errors, each.throttles].map(formatNumber),
      each.coldStarts === undefined ? '' : formatNumber(each.coldStarts),
    ]),
    style,
  )
}
