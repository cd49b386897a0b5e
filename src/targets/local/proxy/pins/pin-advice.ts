import type { PinAdvice } from '../proxy-status.ts'
import { type PinReason, pinReasonTexts } from '../sql/pin-reasons.ts'

/** What the user guide and the protocol leave to do about each reason. */
const changes: Readonly<Record<PinReason, string>> = {
  'long-statement':
    'Keep statements at 16,384 bytes or less: send a large value in parts, or store it elsewhere and only its name here.',
  'prepared-statement':
    "Let the driver put the values in itself: mysql2's query() instead of execute(), PDO with emulated prepares, Connector/J without useServerPrepStmts.",
  'locked-tables': 'Use a transaction with SELECT ... FOR UPDATE instead of table locks.',
  'named-lock': 'Use a row that is locked in a transaction in place of GET_LOCK().',
  'user-variable':
    'Keep the value in the application, or join and use window functions; the filter exclude-variable-sets only hides it.',
  'untracked-variable':
    "Move the setting to the proxy's initialization query or to the database's parameter group; with the same value in all clients, the filter exclude-variable-sets also does.",
  'next-transaction': 'Say SET SESSION TRANSACTION ..., which the proxy tracks.',
  'temporary-table': 'Use a derived table, a common table expression, or an ordinary table with a key for each job.',
  'found-rows': 'Count with a second SELECT COUNT(*), and take the affected rows from what the driver returns.',
  'executable-comment': 'Leave out /*! ... */ comments: dump tools write them, applications rarely need them.',
  handler: 'Read with SELECT ... ORDER BY ... LIMIT instead of HANDLER.',
  role: 'Give the user its roles by default (SET DEFAULT ROLE), so that no session has to choose them.',
}

/** A reason in the log's words, and what to change so that it goes away. */
export function advisePin(reason: PinReason): PinAdvice {
  return { reason, explanation: pinReasonTexts[reason], change: changes[reason] }
}

/** Advice for a reason in a log's words. Two reasons share RDS Proxy's wording: the digest then tells which it is. */
export function adviseLoggedPin(explanation: string, digest: string): PinAdvice {
  const reasons = Object.keys(pinReasonTexts) as PinReason[]
  const matching = reasons.filter((each) => pinReasonTexts[each] === explanation)
  const reason = matching.length > 1 && !/(?:^|[^@])@(?!@)/.test(digest) ? matching.at(-1) : matching[0]
  if (reason) return advisePin(reason)
  return { reason: 'unknown', explanation, change: 'Look up the reason in the RDS user guide, "Avoiding pinning".' }
}
