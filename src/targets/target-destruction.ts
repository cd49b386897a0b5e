import type { TargetKind } from '../settings/settings.ts'
import type { CostSoFar } from './target-status.ts'

export interface Loss {
  environment: string
  target: TargetKind
  /** Absent when they cannot be counted (the database does not run). */
  rows?: number
  /** What goes, one line each. */
  items: string[]
  /** What it has cost since it was made; absent where nothing is billed. */
  costSoFar?: CostSoFar
}

export interface Destruction {
  environment: string
  target: TargetKind
  deleted: string[]
  /** What is still there although it was to be deleted; empty when all is gone. */
  leftovers: Leftover[]
  /** The database is still there, and with it what was recorded. */
  rowsLeft?: true
  /** What stays because that was asked for, such as a final snapshot. */
  kept?: Leftover[]
  /** What it cost; absent where nothing is billed. */
  receipt?: Receipt
  durationMs: number
}

/** Something that outlives its environment. */
export interface Leftover {
  /** What it is and which: `log group /aws/lambda/...`. */
  name: string
  /** Command that removes it, as it can be typed. */
  removeWith?: string
  /** `destroy --sweep` removes it. */
  sweepable?: true
  /** Whether money is paid for it as long as it exists. */
  billed: boolean
  /** US dollars a month, where that is known. */
  perMonth?: number
}

export interface Receipt {
  /** ISO 8601. */
  since: string
  seconds: number
  cost: CostSoFar
  /** What the leftovers and what was kept go on to cost, US dollars a month; 0 when nothing does. */
  perMonthNow: number
  /** Something that is billed is in no sum: its price is not known, or what it is could not be looked for. */
  incomplete?: true
}
