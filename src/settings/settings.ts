/**
 * What an environment is made of: the answers to `init`, the content of the file, the input of the targets and of
 * the stack. Plain data; durations in seconds, unless the name says otherwise.
 */
export type TargetKind = 'local' | 'aws'

export type EnvironmentSettings = LocalSettings | AwsSettings

/** RDS Proxy's own settings, with its names, units and ranges (the stand-in obeys the same ones). */
export interface ProxySettings {
  /** Share of the database's max_connections that the proxy may open, 1 to 100 %. */
  maxConnectionsPercent: number
  /** Idle connections kept, 0 to maxConnectionsPercent, in % of max_connections. */
  maxIdleConnectionsPercent: number
  /** How long a request waits for a database connection, 0 to 300 s. */
  borrowTimeout: number
  /** How long a client may be silent before its connection is closed, 1 to 28,800 s. */
  idleClientTimeout: number
  requireTls: boolean
  /** `exclude-variable-sets`: SET statements do not pin (EXCLUDE_VARIABLE_SETS). */
  pinningFilter: 'none' | 'exclude-variable-sets'
  /** SQL run on each new database connection, statements separated by `;`. Empty: none. */
  initQuery: string
}

export interface ThrottlingSettings {
  /** Requests per second that the HTTP API lets through in the long run. */
  rateLimit: number
  /** Requests that may come at once above the rate. */
  burstLimit: number
}

interface SharedSettings {
  proxy: ProxySettings
  /** Whether a browser that opens any URL is shown the table of recorded requests. */
  publicPage: boolean
  throttling: ThrottlingSettings
}

export interface LocalSettings extends SharedSettings {
  target: 'local'
  /** TCP port of the HTTP API on 127.0.0.1. 0 picks a free one. */
  port: number
  /** The database server's max_connections: what a small instance would allow. */
  databaseMaxConnections: number
  /** How many environments of the webhook function may run at once (its concurrency limit). */
  functionConcurrency: number
  /** Path of the MySQL-compatible server program; empty: look for one. */
  mysqld: string
}

export interface AwsSettings extends SharedSettings {
  target: 'aws'
  /** Profile of the shared AWS configuration; empty: the SDK's own search (variables, default profile, role). */
  profile: string
  region: string
  /** Id of the account that it belongs to; empty until it is first deployed. */
  account: string
  preset: 'learning' | 'production'
  /** RDS instance class without the `db.` prefix being dropped, such as `db.t4g.micro`. */
  instanceClass: string
  /** MySQL version, `8.4` unless there is a reason. */
  engineVersion: string
  storageGib: number
  /** `secret`: the function reads the secret; `iam`: it signs a token and needs no endpoint. */
  clientAuth: 'secret' | 'iam'
  debugLogging: boolean
  logRetentionDays: number
  /** X-Ray traces of the functions. */
  tracing: boolean
  /** Two or more subnets that exist, in different zones, separated by commas; empty: a VPC of its own. */
  subnetIds: string
  /** The VPC of these subnets; empty with them. */
  vpcId: string
  /** `own`: an endpoint is made; `existing`: the VPC given has a way to Secrets Manager already. */
  secretsEndpoint: 'own' | 'existing'
  tags: Record<string, string>
}

/** Where the value of one setting came from, strongest first. */
export type SettingSource = 'flag' | 'environment-variable' | 'file' | 'prompt' | 'default'
