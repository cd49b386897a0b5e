import type { InvocationFailure } from './outcome.ts'

export interface InvocationReport {
  requestId: string
  durationMs: number
  /** Only for the first invocation of an environment. */
  initDurationMs?: number
  memoryMb: number
  /** Peak resident memory of the environment; absent when the system does not tell. */
  maxMemoryBytes?: number
  failure?: Pick<InvocationFailure, 'kind' | 'errorType'>
}

/** The line that Lambda writes when a runtime gets its event. */
export function formatStart(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}`
}

/**
 * The END and REPORT lines that Lambda writes after an invocation, tabs included. The init phase has been billed since
 * August 2025. Source: Lambda developer guide, "Working with Lambda function logs".
 */
export function formatEnd(report: InvocationReport): [string, string] {
  const { requestId, durationMs, initDurationMs } = report
  const fields = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs + (initDurationMs ?? 0))} ms`,
    `Memory Size: ${report.memoryMb} MB`,
    ...(report.maxMemoryBytes === undefined ? [] : [`Max Memory Used: ${toMegabytes(report.maxMemoryBytes)} MB`]),
    ...(initDurationMs === undefined ? [] : [`Init Duration: ${initDurationMs.toFixed(2)} ms`]),
    ...formatStatus(report.failure),
  ]
  return [`END RequestId: ${requestId}`, fields.join('\t')]
}

/** What Lambda writes about an invocation that its runtime could not report itself: a time-out or a crash. */
export function formatFailure(failure: InvocationFailure, nowMs: number): string[] {
  const { kind, requestId, errorType, errorMessage } = failure
  const message = errorMessage.replace(`RequestId: ${requestId} Error: `, '')
  if (kind === 'timed-out') return [`${new Date(nowMs).toISOString()} ${requestId} ${message}`]
  return kind === 'crashed' ? [`RequestId: ${requestId} Error: ${message}`, errorType] : []
}

/** The line that Lambda writes when the init phase failed: there is no START and no REPORT then. */
export function formatInitFailure(errorType: string, durationMs: number): string {
  return `INIT_REPORT Init Duration: ${durationMs.toFixed(2)} ms\tPhase: init\tStatus: error\tError Type: ${errorType}`
}

function formatStatus(failure: InvocationReport['failure']): string[] {
  if (failure === undefined) return []
  if (failure.kind === 'timed-out') return ['Status: timeout']
  return ['Status: error', `Error Type: ${failure.errorType}`]
}

function toMegabytes(bytes: number): number {
  return Math.ceil(bytes / 1_048_576)
}
