/** What the proxy does at the moment; counts of connections as they are now. */
export interface StandInStatus {
  clientConnections: number
  databaseConnections: number
  databaseConnectionsCurrentlyBorrowed: number
  databaseConnectionsCurrentlySessionPinned: number
  databaseConnectionsCurrentlyInTransaction: number
  /** Most database connections that the pool may open. */
  maxDatabaseConnectionsAllowed: number
  /** Clients that wait for a database connection. */
  waitingClients: number
  target: TargetHealth
  /** Figures by CloudWatch's own names (namespace AWS/RDS): sums since the start, averages in microseconds. */
  metrics: Record<string, number>
  /** Statements that pinned sessions since the proxy's start, most frequent first. */
  pins: PinnedStatement[]
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

/** Why something pins, and what to do about it. */
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
