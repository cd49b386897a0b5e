import { ExitCode, UserError } from '../errors.ts'
import type { Emit } from '../events.ts'
import type { Target } from '../targets/target.ts'
import { writeCommand } from './command-line.ts'
import { LoadProgress } from './load-progress.ts'
import { runLoad } from './load-run.ts'
import type { LoadFigures, LoadOutcome, LoadTally } from './load-tally.ts'
import { type HitRequest, prepareRequest } from './prepare-request.ts'
import { describeTransportError, isRefused } from './transport-error.ts'
import { monotonicNow, type Now, type Wait, waitFor } from './wait.ts'

const MAX_REQUESTS = 1_000_000
const MAX_CONCURRENCY = 1_000

export interface LoadOptions extends HitRequest {
  /** 1 to {@link MAX_REQUESTS}. */
  requests: number
  /** Requests in flight at once, 1 to {@link MAX_CONCURRENCY}. */
  concurrency: number
}

export interface LoadContext {
  emit: Emit
  signal: AbortSignal
  now?: Now
  wait?: Wait
  /** Milliseconds without a byte after which a request counts as failed; default 60,000. */
  timeoutMs?: number
}

/** What `hit --requests N` shows. */
export interface LoadResult extends LoadFigures {
  /** Every request asked for was sent and answered by a 2xx. */
  ok: boolean
  request: { method: string; url: string; bodyBytes: number }
  requested: number
  concurrency: number
  /** Ctrl-C ended it early: the figures tell what was sent until then. */
  interrupted: boolean
  durationMs: number
  /** Answers per second, over the whole duration. */
  requestsPerSecond: number
  nextSteps: string[]
}

const GRACE_MS = 2_000

/**
 * Sends one request many times and counts the answers. An abort of the signal ends it early with a result that says
 * `interrupted`: no further request begins, and those in flight get two seconds to be answered.
 * @throws UserError (exit code 2) for a request or a number that cannot be; NotRunning (exit code 3) when no request
 *   at all reached a listener.
 */
export async function sendLoad(target: Target, options: LoadOptions, context: LoadContext): Promise<LoadResult> {
  checkCount('requests', options.requests, MAX_REQUESTS)
  checkCount('requests at once', options.concurrency, MAX_CONCURRENCY)
  const { request, baseUrl } = await prepareRequest(target, options)
  const url = baseUrl + request.target
  const now = context.now ?? monotonicNow
  const started = now()
  const progress = new LoadProgress(context.emit, now, options.requests)
  const check = new ListenerCheck()
  const tally = await runLoad({
    ...{ baseUrl, request, now, graceMs: GRACE_MS, timeoutMs: context.timeoutMs ?? 60_000 },
    ...{ requests: options.requests, concurrency: options.concurrency, wait: context.wait ?? waitFor },
    stop: AbortSignal.any([context.signal, check.givenUp]),
    onOutcome: (outcome, current) => {
      check.take(outcome, current)
      progress.update(current)
    },
  })
  progress.report(tally)
  if (check.givenUp.aborted) throw describeTransportError(check.givenUp.reason, url, target)
  const sent = { method: request.method, url, bodyBytes: request.data?.length ?? 0 }
  return describeLoad(target, tally, options, sent, now() - started)
}

function checkCount(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return
  throw new UserError({
    name: 'InvalidNumber',
    message: `The number of ${name} must be a whole number from 1 to ${most.toLocaleString('en')}.`,
    nextSteps: ['rds-proxy-webhook hit /some/path --requests 1000 --concurrency 10'],
    exitCode: ExitCode.usage,
  })
}

/** Gives up when the very first requests find no listener: sending the rest would tell nothing more. */
class ListenerCheck {
  readonly #giveUp = new AbortController()

  get givenUp(): AbortSignal {
    return this.#giveUp.signal
  }

  take(outcome: LoadOutcome, tally: LoadTally): void {
    if (tally.answered > 0 || outcome.kind !== 'failed' || !isRefused(outcome.reason)) return
    this.#giveUp.abort(Object.assign(new Error('connection refused'), { code: outcome.reason }))
  }
}

function describeLoad(
  target: Target,
  tally: LoadTally,
  options: LoadOptions,
  request: LoadResult['request'],
  durationMs: number,
): LoadResult {
  const figures = tally.figures()
  const { requests: requested, concurrency } = options
  const ok = figures.failed === 0 && figures.answered === requested
  return {
    ok,
    request,
    requested,
    concurrency,
    interrupted: figures.sent < requested || figures.abandoned > 0,
    durationMs,
    requestsPerSecond: durationMs > 0 ? (figures.answered * 1000) / durationMs : 0,
    ...figures,
    nextSteps: suggestNext(target, ok, figures),
  }
}

/** The function's own limit answers 503 too, and that is a setting: it is named where such answers are many. */
function suggestNext(target: Target, ok: boolean, figures: LoadFigures): string[] {
  if (ok) return [writeCommand(target, 'rows')]
  const crowded = (figures.byStatus['503'] ?? 0) > figures.sent / 10
  const raise = crowded && target.kind === 'local' ? [writeCommand(target, 'deploy --function-concurrency 200')] : []
  return [writeCommand(target, 'status'), ...raise, writeCommand(target, 'rows')]
}
