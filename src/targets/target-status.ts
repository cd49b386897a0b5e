import type { SettingSources } from '../settings/question.ts'
import type { EnvironmentSettings, TargetKind } from '../settings/settings.ts'
import type { StandInStatus } from './local/proxy/index.ts'
import type { Caller, PriceSource } from './target-plan.ts'

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
export interface ProxyStatus extends Omit<StandInStatus, LocalFigures>, Partial<Pick<StandInStatus, LocalFigures>> {}

/** What AWS has not, or not always. */
type LocalFigures = 'waitingClients' | 'metrics' | 'pins'

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
