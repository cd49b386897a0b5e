import { formatLogEntry, type Log, type LogEntry } from './proxy-log.ts'

/** RDS Proxy switches its enhanced logging (DebugLogging) off by itself after 24 hours (RDS user guide). */
export const DEBUG_LOG_MILLISECONDS = 24 * 60 * 60_000

/**
 * Writes the proxy's log as lines, with its details for as long as RDS Proxy gives them from the first entry on: after
 * that what clients do and their statements are left out, while trouble (WARN and ERROR) is told as before.
 * @param write takes a line without its end
 * @param milliseconds in the time of the entries
 */
export function createDebugLog(write: (line: string) => void, milliseconds = DEBUG_LOG_MILLISECONDS): Log {
  let end = Number.POSITIVE_INFINITY
  let hasEnded = false
  return (entry) => {
    if (end === Number.POSITIVE_INFINITY) end = entry.time + milliseconds
    if (entry.time < end) {
      write(formatLogEntry(entry))
      return
    }
    if (!hasEnded) write(formatLogEntry({ time: entry.time, level: 'INFO', message: describeEnd(milliseconds) }))
    hasEnded = true
    if (!isDetail(entry)) write(formatLogEntry(entry))
  }
}

function isDetail({ level, digest }: LogEntry): boolean {
  return level === 'INFO' || digest !== undefined
}

function describeEnd(milliseconds: number): string {
  return `Debug logging was switched off after ${milliseconds / 3_600_000} h. A restart of the proxy switches it on again.`
}
