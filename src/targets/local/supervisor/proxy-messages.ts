import type { ProxySettings } from '../../../settings/settings.ts'
import type { ProxyStatus } from '../../target-status.ts'
import type { Credentials, DatabaseServer } from '../proxy/index.ts'
import type { WireError } from '../wire-error.ts'

/** What the proxy's thread is started with. Passed in memory, never on a command line. */
export interface ProxyThreadData {
  /** 0 picks a free port; a thread that replaces another gets its port. */
  port: number
  tls: { cert: string; key: string }
  server: DatabaseServer
  settings: ProxySettings
  maxConnections: number
  logFile: string
}

export type ToProxyThread =
  | { type: 'secret'; credentials: Credentials }
  | { type: 'secret-changed' }
  | { type: 'status' }
  | { type: 'close' }

export type FromProxyThread =
  | { type: 'listening'; port: number }
  | { type: 'failed'; error: WireError }
  | { type: 'secret-wanted' }
  | { type: 'status'; status: ProxyStatus }
  | { type: 'closed' }
