import type { ProxySettings } from '../settings/settings.ts'
import type { ProxyStatus } from './target-status.ts'

/** The stand-in for RDS Proxy on its own, in front of a server that is there already. */
export interface StandInOptions {
  listen: { host: string; port: number }
  server: { socketPath: string } | { host: string; port: number }
  /** File with PEM of the authority that signed the server's certificate: the proxy then goes to it by TLS. */
  serverCaFile?: string
  /** File with `{"username", "password"}`, read again whenever it changes. */
  secretFile: string
  /** PEM files for clients; absent: a certificate of an authority of this computer's own. */
  tls?: { certFile: string; keyFile: string }
  settings: ProxySettings
  /** The server's max_connections, of which the settings' shares are taken. */
  maxConnections: number
  clientPasswordAuthType: 'caching_sha2_password' | 'mysql_native_password'
  /** Clients send tokens signed with this key instead of the password (RDS Proxy's IAM authentication). */
  iam?: { region: string; accessKeyId: string; secretAccessKey: string }
  /** Seconds for which the password before the last change still lets clients in. */
  oldPasswordGrace: number
  /** Limits whose values on RDS Proxy are not known; those left out are the stand-in's own. */
  limits: { clients?: number; newClientsPerSecond?: number; reservedConnections?: number }
  /** Where `/metrics` answers with the figures as JSON. */
  metrics?: { host: string; port: number }
  /** Where the debug log goes. */
  logFile?: string
  /** Told when the server cannot be reached, or the secret not be read. */
  onTrouble(message: string): void
}

/** The stand-in on its own, once clients may come. */
export interface StandIn {
  /** `127.0.0.1:3306`. */
  readonly address: string
  /** File with the authority's certificate for clients; absent when a certificate was given. */
  readonly caFile?: string
  /** `http://127.0.0.1:9306/metrics`, when it was asked for. */
  readonly metricsUrl?: string
  status(): ProxyStatus
  /** Lets requests and transactions finish, up to 5 s. */
  close(): Promise<void>
}
