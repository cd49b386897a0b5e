import type { QueryAnswer, QueryRequest } from '../../handler/contract.ts'
import type { Emit } from '../events.ts'
import type { SettingSources } from '../settings/question.ts'
import type { ResolvedSettings } from '../settings/resolve.ts'
import type { EnvironmentSettings, TargetKind } from '../settings/settings.ts'

/** One environment on one target: what every command works with, whether it runs on AWS or on this computer. */
export interface Target {
  readonly kind: TargetKind
  readonly environment: string
  /** True when commands find it without `--env`; next steps are shorter then. */
  readonly isDefault?: boolean

  /** What `deploy` would make. Reads only. */
  plan(settings: EnvironmentSettings): Promise<Plan>

  /** Throws what makes a deploy impossible from the outset, before `init` writes anything. Absent: nothing does. */
  checkDeploy?(): Promise<void>

  /** Makes the environment as the settings say; nothing to change is no error. Data is kept. */
  deploy(resolved: ResolvedSettings, context: WorkContext): Promise<Deployment>

  /** Never throws for an environment that is stopped or missing: that is one of the answers. */
  status(): Promise<EnvironmentStatus>

  /**
   * Base URL of the HTTP API, without a trailing slash.
   * @throws UserError (exit code 3) when the environment does not run.
   */
  url(): Promise<string>

  /** Invokes the read-only query function. @throws UserError when the environment does not run or the query fails. */
  query<Request extends QueryRequest>(request: Request): Promise<QueryAnswer<Request>>

  /** Asks the secret's store for a rotation and returns at once, as Secrets Manager's RotateSecret does. */
  startRotation(): Promise<{ newVersionId: string }>

  /** Versions of the secret, the one with AWSCURRENT first. No secret values. */
  secretVersions(): Promise<SecretVersions>

  /** What `destroy` would delete. Reads only. */
  loss(): Promise<Loss>

  /** Deletes everything and checks that it is gone. What could not be deleted is in the result, not thrown. */
  destroy(context: WorkContext): Promise<Destruction>
}

export interface WorkContext {
  emit: Emit
  /** Aborted on Ctrl-C: stop at the next safe point and throw Interrupted. */
  signal: AbortSignal
}

export interface Plan {
  target: TargetKind
  environment: string
  /** One entry for each kind of thing, in the order in which they are made. */
  resources: PlannedResource[]
  /** The stack's CloudFormation template (aws). */
  template?: object
  /** What it would cost. */
  price?: PlannedPrice
  /** How long the first deploy would take. */
  duration?: PlannedDuration
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
  /** `table`: the program's own, dated one; `not-billed`: there is nobody who would bill it. */
  kind: 'table' | 'not-billed'
  /** Year and month of the figures: `2026-11`. */
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

/** `published`: by others; `measured`: by this program; `guess`: by nobody. */
export type FigureSource = 'published' | 'measured' | 'guess'

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
}

export interface ComponentStatus {
  /** `gateway`, `function webhook`, `proxy`, `database`, `secrets`, ... */
  name: string
  state: 'running' | 'starting' | 'failed' | 'stopped'
  /** Where it listens: `127.0.0.1:3000` or a socket path. */
  address?: string
  pid?: number
  /** How often it was started again after a crash. */
  restarts?: number
  detail?: string
}

/** RDS Proxy's figures, by the names that CloudWatch has for them in camel case. */
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

/** One kind of statement that keeps clients on their database connections. */
export interface PinnedStatement extends PinAdvice {
  /** With `?` for each literal; empty for a command that has no text. */
  digest: string
  /** Sessions that it pinned. */
  count: number
  /** The last few of them, each as `ADDRESS (client N)`. */
  clients: string[]
}

export interface PinAdvice {
  /** `user-variable`, `prepared-statement`, ...; `unknown` when a log's wording is not known. */
  reason: string
  /** The reason as RDS Proxy's log has it. */
  explanation: string
  /** What to change so that it no longer pins. */
  change: string
}

/** One statement of an SQL text, and whether it pins the session that sends it. */
export interface ExplainedStatement {
  /** With `?` for each literal. */
  digest: string
  pins: boolean
  /** Absent when it does not pin. */
  advice?: PinAdvice
}

/** As DescribeDBProxyTargets has it. */
export interface TargetHealth {
  state: 'REGISTERING' | 'AVAILABLE' | 'UNAVAILABLE' | 'UNUSED'
  reason?:
    | 'UNREACHABLE'
    | 'CONNECTION_FAILED'
    | 'AUTH_FAILURE'
    | 'PENDING_PROXY_CAPACITY'
    | 'INVALID_REPLICATION_STATE'
    | 'PROMOTED'
  description?: string
}

export interface FunctionStatus {
  name: string
  /** Environments alive now (busy and frozen). */
  environments: number
  busy: number
  invocations: number
  errors: number
  throttles: number
  coldStarts: number
}

export interface SecretVersions {
  arn: string
  versions: { versionId: string; stages: string[]; createdAt: string }[]
}

export interface Loss {
  environment: string
  target: TargetKind
  /** Absent when they cannot be counted (the database does not run). */
  rows?: number
  /** What goes, one line each. */
  items: string[]
}

export interface Destruction {
  environment: string
  target: TargetKind
  deleted: string[]
  /** What is still there although it was to be deleted; empty when all is gone. */
  leftovers: string[]
  durationMs: number
}
