import type { QueryAnswer, QueryRequest } from '../../handler/contract.ts'
import type { Emit } from '../events.ts'
import type { SettingSources } from '../settings/question.ts'
import type { ResolvedSettings } from '../settings/resolve.ts'
import type { EnvironmentSettings, TargetKind } from '../settings/settings.ts'
import type { PinnedStatement, TargetHealth } from './local/proxy/index.ts'

export type { ExplainedStatement, PinAdvice, PinnedStatement, TargetHealth } from './local/proxy/index.ts'

/** One environment on one target: what every command works with, whether it runs on AWS or on this computer. */
export interface Target {
  readonly kind: TargetKind
  readonly environment: string
  /** True when commands find it without `--env`; next steps are shorter then. */
  readonly isDefault?: boolean

  /** What `deploy` would make, and what it would change of an environment that exists. Reads only. */
  plan(settings: EnvironmentSettings, context: WorkContext): Promise<Plan>

  /**
   * The smallest permissions that commands need with these settings, as policy documents of IAM: several where one
   * would be too long. Asks nobody. Absent: none are needed.
   */
  policy?(settings: EnvironmentSettings): Promise<object[]>

  /**
   * Called before `init` writes anything: throws what makes a deploy impossible from the outset, and returns the
   * settings with what only the target can find out (the account). Absent: there is nothing to check or to add.
   */
  prepareDeploy?(resolved: ResolvedSettings, context: WorkContext): Promise<ResolvedSettings>

  /** Makes the environment as the settings say; nothing to change is no error. Data is kept. */
  deploy(resolved: ResolvedSettings, context: DeployContext): Promise<Deployment>

  /**
   * Ends a deploy that is under way elsewhere: an update is taken back, a first deploy is deleted. Absent: a deploy
   * cannot outlive its command. @throws UserError when nothing is under way
   */
  cancel?(context: WorkContext): Promise<Cancellation>

  /** Follows a change that is under way until it ends; returns at once when there is none. Absent: as for `cancel`. */
  watch?(context: WorkContext): Promise<void>

  /** Never throws for an environment that is stopped or missing: that is one of the answers. */
  status(options?: StatusOptions): Promise<EnvironmentStatus>

  /**
   * Base URL of the HTTP API, without a trailing slash.
   * @throws UserError (exit code 3) when the environment does not run.
   */
  url(): Promise<string>

  /** Invokes the read-only query function. @throws UserError when the environment does not run or the query fails. */
  query<Request extends QueryRequest>(request: Request): Promise<QueryAnswer<Request>>

  /** Asks the secret's store for a rotation and returns at once, as Secrets Manager's RotateSecret does. */
  startRotation(): Promise<StartedRotation>

  /** Versions of the secret, the one with AWSCURRENT first. No secret values. */
  secretVersions(): Promise<SecretVersions>

  /**
   * Why a rotation that was asked for since then did not end, without the end of a sentence; undefined when nothing
   * is known of it. Absent: nobody can be asked.
   */
  explainRotation?(since: Date): Promise<string | undefined>

  /** What `destroy` would delete. Reads only. */
  loss(): Promise<Loss>

  /** Deletes everything and checks that it is gone. What could not be deleted is in the result, not thrown. */
  destroy(context: WorkContext, options?: DestroyOptions): Promise<Destruction>
}

export interface WorkContext {
  emit: Emit
  /** Aborted on Ctrl-C: stop at the next safe point and throw Interrupted. */
  signal: AbortSignal
}

/** What a deploy needs beside a WorkContext: somebody who agrees to what it is about to do. */
export interface DeployContext extends WorkContext {
  /** Called once all is known and nothing is changed yet; throws Declined (or InputNeeded) when it must not go on. */
  approve: (change: Plan) => Promise<void>
}

export interface StatusOptions {
  /** Ask whether somebody changed the resources beside this program (takes a minute on AWS). */
  drift?: boolean
}

export interface DestroyOptions {
  /** Lift the deletion protection of the database first. */
  removeProtection?: boolean
  /** Delete what the environment's own delete leaves behind. */
  sweep?: boolean
  /** Keep the database's final snapshot. */
  keepSnapshot?: boolean
}

export interface Cancellation {
  environment: string
  target: TargetKind
  /** `taken-back`: an update was rolled back; `deleted`: a first deploy that never finished is gone. */
  outcome: 'taken-back' | 'deleted'
  durationMs: number
}

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

export interface Deployment {
  environment: string
  target: TargetKind
  url: string
  /** `unchanged`: it ran already with these settings. */
  outcome: 'created' | 'started' | 'updated' | 'unchanged'
  durationMs: number
}

export type RunState = 'running' | 'degraded' | 'stopped' | 'missing'

export interface EnvironmentStatus {
  environment: string
  target: TargetKind
  state: RunState
  /** One sentence on why it is not simply running. */
  reason?: string
  url?: string
  /** ISO 8601. */
  runningSince?: string
  /** What was deployed last, and where each value came from. */
  settings?: EnvironmentSettings
  sources?: SettingSources
  /** Rows recorded; absent when the database cannot be asked. */
  rows?: number
  components: ComponentStatus[]
  proxy?: ProxyStatus
  functions?: FunctionStatus[]
  secret?: { versionId: string; changedAt: string }
  caller?: Caller
  /** A change that is under way: `CREATE_IN_PROGRESS`, since when. */
  underWay?: { status: string; since: string }
  /** About what it has cost since the month began, or since it was made if that is later. */
  monthToDate?: CostSoFar
  /** Only when asked for. Resources that are no longer as they were deployed. */
  drift?: DriftedResource[]
}

/** An estimate from how long things have been there; what is billed by use is not in it. */
export interface CostSoFar {
  currency: 'USD'
  amount: number
  /** ISO 8601: from when it is counted. */
  since: string
  source: PriceSource
}

export interface DriftedResource {
  logicalId: string
  kind: string
  state: 'changed' | 'deleted'
  /** Names of the properties that differ. */
  properties: string[]
}

export interface ComponentStatus {
  /** `gateway`, `function webhook`, `proxy`, `database`, `secrets`, ... */
  name: string
  /** `unknown`: it could not be asked, for the reason in the detail. */
  state: 'running' | 'starting' | 'failed' | 'stopped' | 'unknown'
  /** Where it listens: `127.0.0.1:3000` or a socket path. */
  address?: string
  pid?: number
  /** How often it was started again after a crash. */
  restarts?: number
  detail?: string
}

/**
 * RDS Proxy's figures, by the names that CloudWatch has for them in camel case. While `metrics` is there and empty nothing
 * was measured yet, as in the first minutes on AWS, and the zeros mean nothing.
 */
export interface ProxyStatus {
  clientConnections: number
  databaseConnections: number
  databaseConnectionsCurrentlyBorrowed: number
  databaseConnectionsCurrentlySessionPinned: number
  databaseConnectionsCurrentlyInTransaction: number
  maxDatabaseConnectionsAllowed: number
  /** Clients that wait for a database connection now. */
  waitingClients?: number
  target: TargetHealth
  /** Figures by CloudWatch's own names (namespace AWS/RDS): sums since the start, averages in microseconds. */
  metrics?: Record<string, number>
  /** Statements that pinned sessions since the proxy's start, most frequent first. */
  pins?: PinnedStatement[]
}

/** Counts since the start; on AWS those of the last hour. */
export interface FunctionStatus {
  name: string
  /** Environments alive now (busy and frozen); on AWS the most that were busy at once. */
  environments: number
  busy: number
  invocations: number
  errors: number
  throttles: number
  /** Absent on AWS: Lambda does not count them. */
  coldStarts?: number
}

/** A rotation that was asked for. */
export interface StartedRotation {
  /** Version that will be current; absent when the store does not say (a password that RDS manages). */
  newVersionId?: string
  /** `token`: clients sign tokens and never see the password, so there is no login to try it with. */
  clientsUse: 'password' | 'token'
}

export interface SecretVersions {
  arn: string
  versions: { versionId: string; stages: string[]; createdAt: string }[]
  /** Of a password that RDS manages: `rotating` until both RDS and the database have it. */
  state?: 'active' | 'rotating' | 'impaired'
}

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
