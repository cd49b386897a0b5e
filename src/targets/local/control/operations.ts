import type { QueryAnswer, QueryRequest } from '../../../../handler/contract.ts'
import type { SecretVersions } from '../../target.ts'
import type { ComponentStatus, FunctionStatus, ProxyStatus } from '../../target-status.ts'

/** What a command may ask of the background process. One name, one input, one answer. */
export interface ControlOperations {
  status(): Promise<BackgroundStatus>
  query<Request extends QueryRequest>(request: Request): Promise<QueryAnswer<Request>>
  startRotation(): Promise<{ newVersionId: string }>
  secretVersions(): Promise<SecretVersions>
  /** Answers first, then stops everything and ends the process. */
  stop(): Promise<void>
}

export interface BackgroundStatus {
  pid: number
  startedAt: string
  url: string
  ready: boolean
  components: ComponentStatus[]
  proxy?: ProxyStatus
  functions: FunctionStatus[]
  secret?: { versionId: string; changedAt: string }
}
