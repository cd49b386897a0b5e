import type { PinnedStatement } from '../proxy-status.ts'
import { PinStatistics } from './pin-statistics.ts'

const pinned = 'The client session was pinned to the database connection'
const details = /Reason: (.*?)(?: Digest: "(.*)"\.?)?\s*$/
const connection = /\[clientConnection=(\d+)\]/

/** Whether the text is a debug log of RDS Proxy, or of the stand-in. */
export function isProxyLog(text: string): boolean {
  return /^.*\[(?:proxyEndpoint|clientConnection|dbConnection)=/m.test(text)
}

/** The pins that a debug log tells of, gathered by statement; other lines are left out. */
export function gatherLoggedPins(lines: Iterable<string>): PinnedStatement[] {
  const statistics = new PinStatistics()
  for (const line of lines) {
    const found = line.includes(pinned) ? details.exec(line) : undefined
    if (!found) continue
    const client = connection.exec(line)?.[1]
    statistics.noteLogged(found[1] ?? '', found[2] ?? '', client === undefined ? 'unknown client' : `client ${client}`)
  }
  return statistics.list()
}
