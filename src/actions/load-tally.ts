import { IdSet } from './id-set.ts'
import { type LatencyBar, LatencyHistogram, type LatencySummary } from './latency-histogram.ts'

/** What became of one request of a load. */
export type LoadOutcome =
  | { kind: 'answered'; status: number; ms: number /** Of the row, when the answer was a receipt. */; id?: number }
  | { kind: 'failed' /** Node's error code or another short name. */; reason: string }
  | { kind: 'abandoned' }

export interface LoadFigures {
  /** Requests begun. */
  sent: number
  /** Requests that got an answer, whatever its status. */
  answered: number
  /** Requests that were answered other than by 2xx, or not at all; those cut off by an interrupt not counted. */
  failed: number
  /** Requests cut off by an interrupt, which may have been recorded. */
  abandoned: number
  /** Answers with status 201. */
  created: number
  /** Different row ids among the receipts. */
  recorded: number
  /** How often each HTTP status was answered. */
  byStatus: Record<string, number>
  /** How often each kind of connection error happened: ECONNRESET and so on. */
  byError: Record<string, number>
  /** Of the answered requests, in milliseconds; absent when there is none. */
  latency?: LatencySummary
  latencyBars: LatencyBar[]
}

/** Counts the outcomes of a load in memory that does not grow with the number of requests. */
export class LoadTally {
  /** Ids of the rows that were promised by a receipt. */
  readonly ids = new IdSet()
  readonly #latency = new LatencyHistogram()
  readonly #byStatus = new Map<string, number>()
  readonly #byError = new Map<string, number>()
  sent = 0
  failed = 0
  #answered = 0
  #abandoned = 0

  begin(): void {
    this.sent++
  }

  add(outcome: LoadOutcome): void {
    if (outcome.kind === 'abandoned') this.#abandoned++
    else if (outcome.kind === 'failed') this.#addFailure(outcome.reason)
    else this.#addAnswer(outcome)
  }

  get answered(): number {
    return this.#answered
  }

  figures(): LoadFigures {
    const latency = this.#latency.summarize()
    return {
      sent: this.sent,
      answered: this.#answered,
      failed: this.failed,
      abandoned: this.#abandoned,
      created: this.#byStatus.get('201') ?? 0,
      recorded: this.ids.size,
      byStatus: sorted(this.#byStatus),
      byError: sorted(this.#byError),
      ...(latency && { latency }),
      latencyBars: this.#latency.bars(),
    }
  }

  #addFailure(reason: string): void {
    this.failed++
    increment(this.#byError, reason)
  }

  #addAnswer({ status, ms, id }: Extract<LoadOutcome, { kind: 'answered' }>): void {
    this.#answered++
    if (!isSuccess(status)) this.failed++
    increment(this.#byStatus, String(status))
    this.#latency.record(ms)
    if (id !== undefined) this.ids.add(id)
  }
}

/** Whether an HTTP status says that the request was taken. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function sorted(counts: Map<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => a.localeCompare(b)))
}
