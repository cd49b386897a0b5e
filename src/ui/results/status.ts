import type { StatusResult } from '../../actions/status.ts'
import type { TargetKind } from '../../settings/settings.ts'
import type { ComponentStatus, DriftedResource, FunctionStatus, RunState } from '../../targets/target-status.ts'
import { formatDuration } from '../duration.ts'
import { renderNextSteps } from '../error.ts'
import { renderField } from '../field.ts'
import { describeCost } from '../money.ts'
import { formatNumber } from '../numbers.ts'
import { describeKind, shortenLogicalId } from '../resource-kinds.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { formatTable } from '../table.ts'
import { nameTarget } from '../target-name.ts'
import { measureWidth } from '../truncate.ts'
import { wrapText } from '../wrap.ts'
import { describePlace } from './caller.ts'
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
    result.functions && result.functions.length > 0 ? renderFunctions(result.functions, result.target, style) : '',
    result.drift ? renderDrift(result.drift, style) : '',
    renderNextSteps('Next:', result.nextSteps, style).join('\n'),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

const labelColumns = 8

function renderHead(result: StatusResult, style: Style, now: number): string {
  const field = (label: string, text: string, paint?: (line: string) => string) =>
    renderField(label, text, labelColumns, style, paint)
  const since = result.runningSince === undefined ? '' : ` for ${formatDuration(now - Date.parse(result.runningSince))}`
  const state = paintState(result.state, style)(result.state)
  const { underWay, caller, monthToDate } = result
  const lines = [`${style.bold(sanitize(result.environment))} ${nameTarget(result.target)}: ${state}${since}`]
  if (result.reason !== undefined) lines.push(field('Why:', result.reason))
  if (underWay) lines.push(field('Change:', describeUnderWay(underWay, now), style.yellow))
  if (caller) lines.push(field('In:', describePlace(caller)), field('As:', caller.arn, style.dim))
  if (result.url !== undefined) lines.push(`URL:    ${style.bold(sanitize(result.url))}`)
  if (result.rows !== undefined) lines.push(`Rows:   ${formatNumber(result.rows)}`)
  if (result.secret) {
    const age = formatDuration(now - Date.parse(result.secret.changedAt))
    lines.push(`Secret: changed ${age} ago ${style.dim(`(version ${sanitize(result.secret.versionId.slice(0, 8))})`)}`)
  }
  if (monthToDate) {
    lines.push(field('Cost:', describeCost(monthToDate)), field('', monthToDate.source.statement, style.dim))
  }
  return lines.join('\n')
}

function describeUnderWay({ status, since }: { status: string; since: string }, now: number): string {
  return `${status} for ${formatDuration(now - Date.parse(since))}`
}

function paintState(state: RunState, style: Style): (text: string) => string {
  if (state === 'running') return style.green
  return state === 'degraded' ? style.yellow : style.red
}

/** What is longer than this stands below the table, whole. */
const longDetail = 40

/** The same for addresses: AWS's names of hosts are, and whoever reads one wants to copy it. */
const longAddress = 40

function renderComponents(components: readonly ComponentStatus[], style: Style): string {
  const isLong = ({ detail = '' }: ComponentStatus) => detail.length > longDetail
  const table = formatTable(
    [
      { heading: 'PART', shrinkTo: 18 },
      { heading: 'STATE', paint: (text, state) => paintComponent(state, style)(text) },
      { heading: 'ADDRESS', shrinkTo: 9, optional: true },
      { heading: 'PID', align: 'right', optional: true },
      { heading: 'RESTARTS', align: 'right', optional: true },
      { heading: 'DETAIL', shrinkTo: 6, optional: true },
    ],
    components.map((each) => [
      each.name,
      each.state,
      hasLongAddress(each) ? '' : (each.address ?? ''),
      each.pid === undefined ? '' : String(each.pid),
      each.restarts ? formatNumber(each.restarts) : '',
      isLong(each) ? '' : (each.detail ?? ''),
    ]),
    style,
  )
  const details = components.filter(isLong).map(({ name, detail }) => `${name}: ${detail}`)
  const addresses = components.filter(hasLongAddress).map((each) => renderAddress(each, style))
  return [table, ...addresses, ...details.map((each) => style.dim(wrapText(sanitize(each), style.width)))].join('\n')
}

function hasLongAddress({ address = '' }: ComponentStatus): boolean {
  return address.length > longAddress
}

/** Never broken, and alone on its line where that is needed: it is there to be copied. */
function renderAddress({ name, address = '' }: ComponentStatus, style: Style): string {
  const [label, text] = [`${sanitize(name)}:`, sanitize(address)]
  const together = `${label} ${text}`
  return measureWidth(together) <= style.width ? together : `${label}\n${text}`
}

function paintComponent(state: string, style: Style): (text: string) => string {
  if (state === 'running') return style.green
  return state === 'starting' || state === 'unknown' ? style.yellow : style.red
}

/** On AWS the figures are those of the last hour, and the most that were busy at once stand for those alive. */
function renderFunctions(functions: readonly FunctionStatus[], target: TargetKind, style: Style): string {
  const right = (heading: string, alarm = false) => ({
    heading,
    align: 'right' as const,
    ...(alarm ? { paint: (text: string, cell: string) => (cell === '0' ? text : style.red(text)) } : {}),
  })
  const table = formatTable(
    [
      { heading: 'FUNCTION', shrinkTo: 8 },
      right(target === 'aws' ? 'MOST' : 'ALIVE'),
      right('BUSY'),
      right('CALLS'),
      right('ERRORS', true),
      right('THROTTLED', true),
      { ...right('COLD'), optional: true },
    ],
    functions.map((each) => [
      each.name,
      ...[each.environments, each.busy, each.invocations, each.errors, each.throttles].map(formatNumber),
      each.coldStarts === undefined ? '' : formatNumber(each.coldStarts),
    ]),
    style,
  )
  return target === 'aws' ? `${table}\n${style.dim('Figures of the last hour.')}` : table
}

function renderDrift(drift: readonly DriftedResource[], style: Style): string {
  if (drift.length === 0) return style.green('No drift: all resources are as they were deployed.')
  return formatTable(
    [
      { heading: 'DRIFTED', shrinkTo: 12 },
      { heading: 'NAME', shrinkTo: 12 },
      { heading: 'STATE', paint: (text, state) => (state === 'deleted' ? style.red(text) : style.yellow(text)) },
      { heading: 'PROPERTIES', shrinkTo: 10, optional: true },
    ],
    drift.map(({ kind, logicalId, state, properties }) => [
      describeKind(kind).noun,
      shortenLogicalId(logicalId),
      state,
      properties.join(', '),
    ]),
    style,
  )
}
