/** Command bytes of the MySQL protocol. */
export const Command = {
  quit: 0x01,
  initDb: 0x02,
  query: 0x03,
  fieldList: 0x04,
  statistics: 0x09,
  ping: 0x0e,
  changeUser: 0x11,
  statementPrepare: 0x16,
  statementExecute: 0x17,
  statementSendLongData: 0x18,
  statementClose: 0x19,
  statementReset: 0x1a,
  setOption: 0x1b,
  statementFetch: 0x1c,
  resetConnection: 0x1f,
} as const

/**
 * How the end of a command's response is found: `none` has no response, `single` is one packet, `results` is one or
 * more result sets, `cursor` the same, but rows may be left to be fetched, `prepare` an OK with parameter and column definitions, `fields` and `rows` packets up to an EOF.
 */
export type ResponseKind = 'none' | 'single' | 'results' | 'cursor' | 'prepare' | 'fields' | 'rows'

/** Response of the commands that are handed to the database as they are; others are answered by the proxy. */
const forwardedCommands: ReadonlyMap<number, ResponseKind> = new Map<number, ResponseKind>([
  [Command.query, 'results'],
  [Command.initDb, 'single'],
  [Command.fieldList, 'fields'],
  [Command.statistics, 'single'],
  [Command.setOption, 'single'],
  [Command.statementPrepare, 'prepare'],
  [Command.statementExecute, 'results'],
  [Command.statementFetch, 'rows'],
  [Command.statementReset, 'single'],
  [Command.statementClose, 'none'],
  [Command.statementSendLongData, 'none'],
])

/** Flags of COM_STMT_EXECUTE that ask for a cursor: read only, for update, scrollable. */
const CURSOR_TYPES = 0x07
const FLAGS_OFFSET = 5

/**
 * The kind of response to a command, or undefined for a command that is not forwarded.
 * @param head the beginning of its payload, at least 6 bytes of one that has as many
 */
export function findResponseKind(head: Buffer): ResponseKind | undefined {
  const command = head[0] ?? 0
  const asksForCursor = command === Command.statementExecute && ((head[FLAGS_OFFSET] ?? 0) & CURSOR_TYPES) !== 0
  return asksForCursor ? 'cursor' : forwardedCommands.get(command)
}

/** The binary protocol's commands: they need the connection on which the statement was prepared. */
export function usesPreparedStatement(command: number): boolean {
  return (
    (command >= Command.statementPrepare && command <= Command.statementReset) || command === Command.statementFetch
  )
}
