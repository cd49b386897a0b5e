/** Why a client's session can no longer share its database connection. */
export type PinReason =
  | 'long-statement'
  | 'prepared-statement'
  | 'locked-tables'
  | 'named-lock'
  | 'user-variable'
  | 'untracked-variable'
  | 'next-transaction'
  | 'temporary-table'
  | 'found-rows'
  | 'executable-comment'
  | 'handler'
  | 'role'

/**
 * The reason's sentence in the log. The one for untracked settings was seen on RDS Proxy; the wording of the others
 * is not known and was written after its pattern.
 */
export const pinReasonTexts: Readonly<Record<PinReason, string>> = {
  'long-statement': 'The SQL statement is longer than 16,384 bytes.',
  'prepared-statement': 'The client used a prepared statement.',
  'locked-tables': 'SQL locked tables.',
  'named-lock': 'SQL used a named lock.',
  'user-variable':
    "SQL changed session settings that the proxy doesn't track. Consider moving session configuration to the proxy's initialization query.",
  'untracked-variable':
    "SQL changed session settings that the proxy doesn't track. Consider moving session configuration to the proxy's initialization query.",
  'next-transaction': 'SQL set characteristics of the next transaction only.',
  'temporary-table': 'SQL created a temporary table.',
  'found-rows': 'SQL asked for the row count of the previous statement.',
  'executable-comment': 'SQL has an executable comment.',
  handler: 'SQL opened a table with HANDLER.',
  role: 'SQL changed the active role.',
}
