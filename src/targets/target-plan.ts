import type { TargetKind } from '../settings/settings.ts'

/** Who acts, and where. */
export interface Caller {
  account: string
  region: string
  /** ARN of the user or the assumed role. */
  arn: string
  /** Name of the profile in the shared AWS configuration; absent: credentials came from elsewhere. */
  profile?: string
}

export interface Plan {
  target: TargetKind
  environment: string
  /** As whom it was looked at; absent without credentials, and on the local target. */
  caller?: Caller
  /** What would change of an environment that exists; absent when it could not be compared. */
  difference?: PlannedDifference
  /** What the plan could not take into account, and why: `Not compared with AWS: no credentials were found.` */
  limits?: string[]
  /** One entry for each kind of thing, in the order in which they are made. */
  resources: PlannedResource[]
  /** The stack's CloudFormation template (aws). */
  template?: object
  /** What it would cost. */
  price?: PlannedPrice
  /** How long the first deploy would take. */
  duration?: PlannedDuration
}

/** What a deploy would change of what is there. */
export interface PlannedDifference {
  /** `new`: nothing is there yet, all resources would be made. */
  kind: 'new' | 'unchanged' | 'changed'
  /** Resource by resource; those that stay as they are do not appear. Empty for `new`. */
  changes: ResourceChange[]
  /** What widens or narrows who may do or reach what, one sentence each. */
  security: string[]
  /** The changes that delete or replace database or proxy: they need the environment's name typed. */
  dangerous: ResourceChange[]
}

export interface ResourceChange {
  logicalId: string
  /** CloudFormation type. */
  kind: string
  action: 'add' | 'modify' | 'replace' | 'may-replace' | 'remove'
  /** Names of the properties that change. */
  properties: string[]
}

/** An estimate before tax. Each line is rounded, and the totals are the sums of the lines as they are shown. */
export interface PlannedPrice {
  currency: 'USD'
  /** What costs as long as it exists, whether it is used or not. */
  lines: PriceLine[]
  perHour: number
  /** A month has 730 hours. */
  perMonth: number
  /** What is paid when all is destroyed after one hour, up to the next cent. */
  afterOneHour: number
  /** What costs by use only; in no total. */
  usage: UsagePrice[]
  /** Parts without a known price: unless this is empty, the totals are the least that it would cost. */
  unpriced: string[]
  source: PriceSource
  /** Sentences on what the figures do not show. */
  notes: string[]
}

export interface PriceLine {
  name: string
  perHour: number
  perMonth: number
}

/** Either an amount for a unit, or terms in words. */
export interface UsagePrice {
  name: string
  amount?: number
  /** `million requests`, `GiB-month`, ... */
  per?: string
  terms?: string
}

export interface PriceSource {
  /** `price-list`: asked from AWS now; `table`: the program's own, dated one; `not-billed`: nobody would bill it. */
  kind: 'price-list' | 'table' | 'not-billed'
  /** Year and month of the figures, `2026-11`; the day when AWS was asked: `2026-11-23`. */
  date?: string
  /** The region that the figures are for. */
  region?: string
  /** Where the figures are from, in a sentence. */
  statement: string
}

/** An estimate, in seconds. */
export interface PlannedDuration {
  seconds: number
  /** With the shortest and the longest times that are known for each kind. */
  atLeast: number
  atMost: number
  /** What waits for each other, first to last; its times add up to `seconds`. */
  criticalPath: PlannedStep[]
  /** What takes minutes too, but at the same time. */
  beside: PlannedStep[]
  /** Which figures are known and which are guesses, in a sentence. */
  statement: string
  notes: string[]
}

/** `published`: by others; `measured`: by this program; `learned`: in this user's own deploys; `guess`: by nobody. */
export type FigureSource = 'published' | 'measured' | 'learned' | 'guess'

export interface PlannedStep {
  /** Logical id in the template, or a plain name on the local target. */
  resource: string
  kind: string
  /** Seconds after the beginning. */
  startsAt: number
  seconds: number
  figure: FigureSource
}

export interface PlannedResource {
  /** CloudFormation type, or a plain name on the local target. */
  kind: string
  count: number
  /** What it is there for, in one line. */
  purpose: string
}
