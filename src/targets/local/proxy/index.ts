/**
 * A stand-in for Amazon RDS Proxy in front of one MySQL or MariaDB server, as a library of its own: it knows no
 * command line, no environment and no Lambda, reads no file and prints nothing. README.md in this folder describes
 * its interface, which is what this file exports and nothing else.
 */
export type { IamOptions } from './auth/iam-token.ts'
export type { AuthPlugin } from './auth/scrambles.ts'
export type { Credentials, SecretSource } from './auth/secret-source.ts'
export { type Clock, systemClock } from './clock.ts'
export type { DatabaseServer, DatabaseTls } from './database/database-server.ts'
export { createDebugLog } from './debug-log.ts'
export { explainStatements, isSql } from './pins/explain-statements.ts'
export { readLogLines } from './pins/log-lines.ts'
export { gatherLoggedPins, isProxyLog } from './pins/logged-pins.ts'
export { formatLogEntry, type Log, type LogEntry } from './proxy-log.ts'
export {
  defaultDurations,
  type ProxyDurations,
  type ProxyLimits,
  type ProxyOptions,
  type StandInSettings,
} from './proxy-options.ts'
export type { ExplainedStatement, PinAdvice, PinnedStatement, StandInStatus, TargetHealth } from './proxy-status.ts'
export { type RunningProxy, startProxy } from './start-proxy.ts'
export type { ProxyTotals } from './totals.ts'
