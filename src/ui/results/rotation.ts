import type { RotationResult } from '../../actions/rotation-result.ts'
import { formatDuration } from '../duration.ts'
import { renderNextSteps } from '../error.ts'
import { formatLatency } from '../latency.ts'
import { formatCount, formatNumber } from '../numbers.ts'
import { sanitize } from '../sanitize.ts'
import type { Style } from '../style.ts'
import { wrapText } from '../wrap.ts'

/** The proof of a rotation: one line for each part of it, what is wrong, and the verdict last. */
export function renderRotation(result: RotationResult, style: Style): string {
  const mark = (good: boolean) => paintMark(good, style)
  const lines = [
    ...(result.clientsUse === 'token' ? renderTokenProof(result, mark, style) : renderLogins(result, mark, style)),
    ...(result.load ? renderLoadProof(result, mark) : []),
    '',
    ...result.problems.map((problem) => style.red(wrapText(sanitize(problem), style.width))),
    ...renderNextSteps(result.proved ? 'Next:' : 'Try:', result.nextSteps, style),
    '',
    renderVerdict(result, style),
  ]
  return lines.join('\n')
}

function renderLogins(result: RotationResult, mark: (good: boolean) => string, style: Style): string[] {
  return [
    `${mark(result.oldPassword === 'refused')} Old password ${result.oldPassword}  ${describeVersion(result.versionBefore, style)}`,
    `${mark(result.newPassword === 'accepted')} New password ${result.newPassword}  ${describeVersion(result.versionAfter, style)}`,
  ]
}

/** Clients never see the password, so no login is tried: a request that is recorded takes its place. */
function renderTokenProof(result: RotationResult, mark: (good: boolean) => string, style: Style): string[] {
  return [
    `${mark(true)} Password changed by RDS  ${describeVersion(result.versionAfter, style)}`,
    `${mark(result.rowAfterwards === 'recorded')} Request after it ${result.rowAfterwards}`,
  ]
}

function renderLoadProof(result: RotationResult, mark: (good: boolean) => string): string[] {
  const { requestsSent, requestsFailed, rowsPromised, rowsRecorded, longestGapMs } = result
  const sent = formatCount(requestsSent, 'request')
  const found = rowsRecorded === undefined ? 'an unknown number' : formatNumber(rowsRecorded)
  const gap = longestGapMs === undefined ? [] : [`  Longest time without an answer: ${formatLatency(longestGapMs)}`]
  return [
    `${mark(requestsSent > 0 && requestsFailed === 0)} ${sent} sent, ${formatNumber(requestsFailed)} failed`,
    `${mark(rowsRecorded === rowsPromised)} ${found} of ${formatCount(rowsPromised, 'promised row')} in the table`,
    ...gap,
  ]
}

function describeVersion(versionId: string, style: Style): string {
  return style.dim(`version ${sanitize(versionId.slice(0, 8))}`)
}

function renderVerdict({ proved, load, durationMs }: RotationResult, style: Style): string {
  if (!proved) return style.red('The rotation is not proved.')
  const lost = load ? ', and no request was lost' : ''
  return style.green(`The password was rotated in ${formatDuration(durationMs)}${lost}.`)
}

function paintMark(good: boolean, style: Style): string {
  if (good) return style.green(style.unicode ? '✓' : '+')
  return style.red(style.unicode ? '✗' : 'x')
}
