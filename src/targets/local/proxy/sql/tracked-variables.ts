/**
 * System variables whose SET statements do not pin, by the RDS user guide. Those of the pseudo statements (SET NAMES,
 * SET CHARACTER SET, SET SESSION TRANSACTION) are kept under a name of their own.
 */
export const trackedVariables: ReadonlySet<string> = new Set([
  'autocommit',
  'auto_increment_increment',
  'character_set_client',
  'character_set_database',
  'character_set_filesystem',
  'character_set_connection',
  'character_set_results',
  'character_set_server',
  'collation_connection',
  'collation_database',
  'collation_server',
  'interactive_timeout',
  'net_write_timeout',
  'query_cache_type',
  'session_track_schema',
  'sql_mode',
  'time_zone',
  'transaction_isolation',
  'tx_isolation',
  'transaction_read_only',
  'tx_read_only',
  'wait_timeout',
])

/** Without the keyword SESSION or `@@session.`, `SET @@name` of these holds for the next transaction only. */
export const nextTransactionVariables: ReadonlySet<string> = new Set([
  'transaction_isolation',
  'tx_isolation',
  'transaction_read_only',
  'tx_read_only',
])

/** What SET NAMES and SET CHARACTER SET overwrite. */
const clientCharsetVariables: readonly string[] = [
  'names',
  'character set',
  'character_set_client',
  'character_set_results',
  'character_set_connection',
  'collation_connection',
]

/** One value of a session, as the statement that sets it again. */
export interface TrackedVariable {
  /** Lower case. */
  name: string
  /** A SET statement with a plain literal as its value. */
  statement: string
}

/** Returns the list with `variable` at its end, in place of what it overwrites. */
export function setTracked(variables: readonly TrackedVariable[], variable: TrackedVariable): TrackedVariable[] {
  const isCharset = variable.name === 'names' || variable.name === 'character set'
  const overwritten = isCharset ? clientCharsetVariables : [variable.name]
  return [...variables.filter(({ name }) => !overwritten.includes(name)), variable]
}
