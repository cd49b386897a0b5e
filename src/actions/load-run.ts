import { setMaxListeners } from 'node:events'
import { type HttpAnswer, HttpSender, type OutgoingRequest } from './http-sender.ts'
import { type LoadOutcome, LoadTally } from './load-tally.ts'
import { readReceipt } from './receipt.ts'
import { kindOfTransportError } from './transport-error.ts'
import type { Now, Wait } from './wait.ts'

export interface LoadRunOptions {
  baseUrl: string
  request: OutgoingRequest
  /** Requests in flight at once. */
  concurrency: number
  /** How many requests; absent: until stopped. */
  requests?: number
  /** Milliseconds that each of the senders rests between two requests; default 0. */
  restMs?: number
  timeoutMs: number
  /** Aborted: begin no more requests and let those in flight be answered. */
  stop: AbortSignal
  /** Milliseconds for which a stop waits for the requests in flight before it cuts them off. */
  graceMs: number
  now: Now
  wait: Wait
  /** Called after each request. */
  onOutcome?: (outcome: LoadOutcome, tally: LoadTally) => void
}

/** Large enough for a receipt with a path of 2,048 characters, all of them escaped. */
const RECEIPT_BYTES = 16 * 1024

/** Sends many requests over kept-alive connections, never more than `concurrency` at once. Throws nothing. */
export async function runLoad(options: LoadRunOptions): Promise<LoadTally> {
  const tally = new LoadTally()
  const cutOff = new AbortController()
  const ended = new AbortController()
  // Every sender that rests listens: more than ten are no leak.
  setMaxListeners(0, options.stop)
  const { baseUrl, concurrency, timeoutMs, now } = options
  const sender = new HttpSender({ baseUrl, maxConnections: concurrency, timeoutMs, maxBodyBytes: RECEIPT_BYTES, now })
  // One listener that closes the connections: a signal for each request would cost a fifth of the throughput.
  cutOff.signal.addEventListener('abort', () => sender.close(), { once: true })
  options.stop.addEventListener('abort', () => void cutOffLater(options, cutOff, ended.signal), { once: true })
  try {
    const senders = Math.min(concurrency, options.requests ?? concurrency)
    await Promise.all(Array.from({ length: senders }, () => sendInTurn(options, sender, tally, cutOff.signal)))
  } finally {
    ended.abort()
    sender.close()
  }
  return tally
}

async function cutOffLater(options: LoadRunOptions, cutOff: AbortController, ended: AbortSignal): Promise<void> {
  await options.wait(options.graceMs, ended)
  cutOff.abort()
}

async function sendInTurn(
  options: LoadRunOptions,
  sender: HttpSender,
  tally: LoadTally,
  cutOff: AbortSignal,
): Promise<void> {
  const total = options.requests ?? Number.POSITIVE_INFINITY
  while (tally.sent < total && !options.stop.aborted) {
    tally.begin()
    const outcome = await sendOne(sender, options.request, cutOff)
    tally.add(outcome)
    options.onOutcome?.(outcome, tally)
    if (options.restMs) await options.wait(options.restMs, options.stop)
  }
}

async function sendOne(sender: HttpSender, request: OutgoingRequest, cutOff: AbortSignal): Promise<LoadOutcome> {
  try {
    return answered(await sender.send(request))
  } catch (error) {
    return cutOff.aborted ? { kind: 'abandoned' } : { kind: 'failed', reason: kindOfTransportError(error) }
  }
}

function answered(answer: HttpAnswer): LoadOutcome {
  const id = readReceipt(answer)?.id
  return { kind: 'answered', status: answer.status, ms: answer.ms, ...(id !== undefined && { id }) }
}
