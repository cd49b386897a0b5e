import type { Target } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'
import type { LoadFigures } from './load-tally.ts'
import type { LoginCheck, LoginOutcome, LoginProof, RotationProof, RowOutcome, TokenProof } from './rotation-proof.ts'

/** What `rotate-secret` shows. */
export interface RotationResult {
  /**
   * The old password is refused, the new one accepted (or, where clients sign tokens, a request was recorded after the
   * rotation), and no request of the load was lost.
   */
  proved: boolean
  /** Plain sentences on what is wrong; empty when proved. */
  problems: string[]
  versionBefore: string
  versionAfter: string
  /** `token`: clients sign tokens and never see the password, so there is no login to try. */
  clientsUse: 'password' | 'token'
  /** Only where clients use the password, both. */
  oldPassword?: LoginOutcome
  newPassword?: LoginOutcome
  /** Only where clients sign tokens: what became of a request sent after the rotation. */
  rowAfterwards?: RowOutcome
  /** Whether requests were sent meanwhile; without them all figures of requests are 0. */
  load: boolean
  /** Path of the load's requests: their rows stay in the table. */
  loadPath?: string
  requestsSent: number
  requestsFailed: number
  /** By HTTP status or kind of connection error. */
  failuresByStatus: Record<string, number>
  /** Rows that the answers promised. */
  rowsPromised: number
  /** How many of them are in the table; absent when they could not be read back. */
  rowsRecorded?: number
  /** Longest time between two answers with success while the secret was rotated; absent without a load. */
  longestGapMs?: number
  /** From asking for the rotation until AWSCURRENT had moved. */
  durationMs: number
  nextSteps: string[]
}

export interface LoadEvidence {
  path: string
  figures: LoadFigures
  longestGapMs: number
  /** Answers with success while the secret was rotated. */
  successes: number
  /** Of the promised rows; absent when they could not be read back, for the reason in `unread`. */
  rowsRecorded?: number
  unread?: string
}

export interface RotationEvidence {
  versionBefore: string
  versionAfter: string
  durationMs: number
  proof: RotationProof
  load?: LoadEvidence
}

/** Judges what was seen. */
export function describeRotation(target: Target, evidence: RotationEvidence): RotationResult {
  const { versionBefore, versionAfter, durationMs, proof, load } = evidence
  const problems = [...proofProblems(proof), ...(load ? loadProblems(load) : [])]
  const proved = problems.length === 0
  return {
    proved,
    problems,
    versionBefore,
    versionAfter,
    clientsUse: proof.clientsUse,
    ...(proof.clientsUse === 'password'
      ? { oldPassword: proof.old.outcome, newPassword: proof.new.outcome }
      : { rowAfterwards: proof.row.outcome }),
    load: load !== undefined,
    ...(load && { loadPath: load.path, longestGapMs: load.longestGapMs }),
    requestsSent: load?.figures.sent ?? 0,
    requestsFailed: load?.figures.failed ?? 0,
    failuresByStatus: load ? failuresOf(load.figures) : {},
    rowsPromised: load?.figures.created ?? 0,
    ...(load?.rowsRecorded !== undefined && { rowsRecorded: load.rowsRecorded }),
    durationMs,
    nextSteps: proved ? [writeCommand(target, 'rows')] : nextStepsAfterProblems(target, proof),
  }
}

function nextStepsAfterProblems(target: Target, { clientsUse }: RotationProof): string[] {
  return [
    writeCommand(target, 'status'),
    clientsUse === 'password'
      ? 'Read the logs of the webhook function and of the rotation function.'
      : 'Read the logs of the webhook function and of the proxy.',
    writeCommand(target, 'rotate-secret'),
  ]
}

function proofProblems(proof: RotationProof): string[] {
  return proof.clientsUse === 'password' ? loginProblems(proof) : rowProblem(proof)
}

function rowProblem({ row: { outcome, detail } }: TokenProof): string[] {
  if (outcome === 'recorded') return []
  const reason = (detail ?? 'nobody could be asked').replace(/\.$/, '')
  if (outcome === 'missing') return [`No request was recorded after the rotation: ${reason}.`]
  return [`Whether a request after the rotation was recorded is not known: ${reason}.`]
}

function loginProblems({ old, new: renewed }: LoginProof): string[] {
  return [...loginProblem('old', old, 'refused'), ...loginProblem('new', renewed, 'accepted')]
}

function loginProblem(which: 'old' | 'new', check: LoginCheck, wanted: LoginOutcome): string[] {
  if (check.outcome === wanted) return []
  if (check.outcome !== 'unknown') return [`The ${which} password is ${check.outcome}; it should be ${wanted}.`]
  return [`Whether the ${which} password is ${wanted} is not known: ${check.detail ?? 'nobody could be asked'}.`]
}

function loadProblems(load: LoadEvidence): string[] {
  const { sent, failed, abandoned, answered, created } = load.figures
  const problems: string[] = []
  const without = answered - created - countFailedAnswers(load.figures)
  if (failed > 0) problems.push(`${failed} of ${sent} requests failed (${listFailures(load.figures)}).`)
  if (abandoned > 0) problems.push(`${abandoned} of ${sent} requests had no answer when the load ended.`)
  if (without > 0) problems.push(`${without} of ${sent} requests were answered without a receipt.`)
  problems.push(...rowProblems(load))
  if (load.successes === 0) problems.push('No request was answered with success while the secret was rotated.')
  return problems
}

function rowProblems({ figures, rowsRecorded, unread }: LoadEvidence): string[] {
  if (rowsRecorded === undefined) {
    return [`Whether the rows answered with 201 are in the table is not known: ${unread ?? 'they were not read back'}`]
  }
  const missing = figures.created - rowsRecorded
  return missing > 0 ? [`${missing} of ${figures.created} rows that were answered with 201 are not in the table.`] : []
}

function failuresOf({ byStatus, byError }: LoadFigures): Record<string, number> {
  return { ...Object.fromEntries(Object.entries(byStatus).filter(([status]) => !isGood(status))), ...byError }
}

function countFailedAnswers({ byStatus }: LoadFigures): number {
  return Object.entries(byStatus).reduce((sum, [status, count]) => (isGood(status) ? sum : sum + count), 0)
}

function isGood(status: string): boolean {
  return status.startsWith('2')
}

function listFailures(figures: LoadFigures): string {
  return Object.entries(failuresOf(figures))
    .map(([kind, count]) => `${kind}: ${count}`)
    .join(', ')
}
