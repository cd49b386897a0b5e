import type { Clock } from './clock.ts'

/** One line of the proxy's log. */
export interface LogEntry {
  /** Milliseconds since 1970. */
  time: number
  level: 'INFO' | 'WARN' | 'ERROR'
  clientConnection?: number
  databaseConnection?: number
  message: string
  /** The statement that the line is about, with `?` for each value. */
  digest?: string
}

/** Takes each line of the log as it comes about. Must not throw. */
export type Log = (entry: LogEntry) => void

/** Writes a line of the log about one connection, or about none. */
export type Report = (
  level: LogEntry['level'],
  message: string,
  about?: Pick<LogEntry, 'clientConnection' | 'databaseConnection' | 'digest'>,
) => void

/** Returns how the proxy's parts write to the log: with the time, in the clock's time. */
export function createReport(log: Log, clock: Clock): Report {
  return (level, message, about) => log({ time: clock.wallTime(), level, message, ...about })
}

/** The entry as a line of text, in the form that RDS Proxy's log group has. */
export function formatLogEntry(entry: LogEntry): string {
  const parts = [new Date(entry.time).toISOString().slice(0, 19), `[${entry.level}]`, '[proxyEndpoint=default]']
  if (entry.clientConnection !== undefined) parts.push(`[clientConnection=${entry.clientConnection}]`)
  if (entry.databaseConnection !== undefined) parts.push(`[dbConnection=${entry.databaseConnection}]`)
  return [...parts, entry.message].join(' ')
}
