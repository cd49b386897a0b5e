import type { RecordedReceipt, RecordedRequest } from '../../handler/contract.ts'
import { Interrupted, UserError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { Target } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'
import { type HttpAnswer, HttpSender, type OutgoingRequest } from './http-sender.ts'
import { isSuccess } from './load-tally.ts'
import { type HitRequest, prepareRequest } from './prepare-request.ts'
import { readReceipt } from './receipt.ts'
import { describeTransportError } from './transport-error.ts'
import { monotonicNow, type Now } from './wait.ts'

export type { HitRequest }

export interface HitContext {
  emit: Emit
  signal: AbortSignal
  now?: Now
  /** Milliseconds without a byte after which the request is given up; default 60,000. */
  timeoutMs?: number
}

/** What `hit` shows for one request. */
export interface HitResult {
  /** The answer was a 2xx, and the row it promised is there. */
  ok: boolean
  request: { method: string; url: string; bodyBytes: number }
  response: HttpAnswer
  /** Present when the answer was a receipt. */
  receipt?: RecordedReceipt
  /** The row as the query function reads it back. */
  row?: RecordedRequest
  /** Plain sentences on what is wrong; empty when ok. */
  problems: string[]
  nextSteps: string[]
}

const RESPONSE_BYTES = 64 * 1024

/**
 * Sends one request to the environment's URL and reads the recorded row back. An answer of any status is a result.
 * @throws UserError for a request that cannot be sent as described (exit code 2), when nothing listens at the URL
 *   (NotRunning, exit code 3), or when no answer came; Interrupted when the signal is aborted.
 */
export async function sendHit(target: Target, hit: HitRequest, context: HitContext): Promise<HitResult> {
  const { request, baseUrl } = await prepareRequest(target, hit)
  const url = baseUrl + request.target
  const response = await sendOnce(request, baseUrl, context).catch((error: unknown) => {
    if (context.signal.aborted)
      throw new Interrupted('Interrupted before the answer came; the request may be recorded.')
    throw describeTransportError(error, url, target)
  })
  const recorded = await readBack(target, response, context)
  const problems = [...statusProblems(response), ...recorded.problems]
  return {
    ok: problems.length === 0,
    request: { method: request.method, url, bodyBytes: request.data?.length ?? 0 },
    response,
    ...(recorded.receipt && { receipt: recorded.receipt }),
    ...(recorded.row && { row: recorded.row }),
    problems,
    nextSteps: [problems.length === 0 ? writeCommand(target, 'rows') : advise(target, response.status)],
  }
}

async function sendOnce(request: OutgoingRequest, baseUrl: string, context: HitContext): Promise<HttpAnswer> {
  const now = context.now ?? monotonicNow
  const sender = new HttpSender({
    baseUrl,
    maxConnections: 1,
    timeoutMs: context.timeoutMs ?? 60_000,
    maxBodyBytes: RESPONSE_BYTES,
    now,
  })
  try {
    return await sender.send(request, context.signal)
  } finally {
    sender.close()
  }
}

function statusProblems(response: HttpAnswer): string[] {
  return isSuccess(response.status)
    ? []
    : [`The answer was ${[response.status, response.statusText].join(' ').trim()}.`]
}

function advise(target: Target, status: number): string {
  if (status === 413) return 'Send a smaller body: 10 MB at most, and about 4.5 MB when it is binary.'
  if (status === 429) return 'Wait a moment and send it again: more requests came than the API lets through.'
  return writeCommand(target, 'status')
}

interface ReadBack {
  receipt?: RecordedReceipt
  row?: RecordedRequest
  problems: string[]
}

async function readBack(target: Target, response: HttpAnswer, context: HitContext): Promise<ReadBack> {
  const receipt = readReceipt(response)
  if (!receipt) return { problems: [] }
  try {
    const { requests } = await target.query({ operation: 'list-requests', before: receipt.id + 1, limit: 1 })
    const row = requests.find((request) => request.id === receipt.id)
    return row ? { receipt, row, problems: [] } : { receipt, problems: [missingRow(receipt.id)] }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    context.emit('warned', {
      message: `The recorded row could not be read back: ${error.message}`,
      nextStep: error.nextSteps[0],
    })
    return { receipt, problems: [] }
  }
}

function missingRow(id: number): string {
  return `The answer promised row ${id}, but the database does not have it.`
}
