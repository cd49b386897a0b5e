import type { DatabaseConnection, UnreadLeftovers } from '../database/database-connection.ts'
import { readVariables } from '../database/own-commands.ts'
import type { ResponseTracker } from '../protocol/response-tracker.ts'
import type { PreviousValues } from '../sql/inline-values.ts'
import type { WarningsQuestion } from '../sql/warnings-question.ts'
import type { ClientRequest } from './client-request.ts'
import { reportsGeneratedId } from './generated-id.ts'
import { SavedWarnings } from './saved-warnings.ts'

/**
 * What a session's statements left behind for its client to ask for: the last generated id, and the warnings and row
 * counts of the last statement. Warnings, and ids that a response does not tell for sure, are on the database
 * connection only; they are read from it when another session is about to use it, so that everything stays right for
 * the client that asks directly after its statement.
 */
export class Leftovers implements UnreadLeftovers {
  private readonly session: number
  private insertId: number | bigint = 0
  private rowCount = 0
  private foundRows = 0
  /** The connection that still has something unread. */
  private connection: DatabaseConnection | undefined
  private hasUnreadWarnings = false
  private hasUnreadId = false
  private warnings: SavedWarnings | undefined
  private saving: Promise<void> | undefined

  /** @param session id of the session, as database connections have it */
  constructor(session: number) {
    this.session = session
  }

  /** Settles when nothing is being read any more. */
  get settled(): Promise<void> | undefined {
    return this.saving
  }

  /** The last generated id, as far as it was read; 0 when there was none. */
  get lastInsertId(): number | bigint {
    return this.insertId
  }

  /** For statements that ask on a connection that no longer knows. */
  get values(): PreviousValues {
    return {
      rowCount: this.rowCount,
      foundRows: this.foundRows,
      warningCount: this.warnings?.count('WARNINGS') ?? 0,
      errorCount: this.warnings?.count('ERRORS') ?? 0,
    }
  }

  /** The response to the question when warnings were read that answer it. */
  answer(question: WarningsQuestion): Buffer | undefined {
    return this.warnings?.answer(question)
  }

  /** Takes over what a response left behind on its connection. */
  note(request: ClientRequest, response: ResponseTracker, connection: DatabaseConnection): void {
    this.rowCount = response.rowCount
    if (response.rows >= 0) this.foundRows = response.rows
    if (response.warnings > 0 || response.failed) {
      connection.diagnosticsOf = this.session
      this.hasUnreadWarnings = true
      this.watch(connection)
    }
    if (response.insertId !== 0 && reportsGeneratedId(request, response)) {
      this.insertId = toId(response.insertId)
      connection.insertId = this.insertId
      this.hasUnreadId = false
      if (!this.hasUnreadWarnings) this.watch(undefined)
    } else if (response.insertId !== 0 || request.setsInsertId) {
      this.hasUnreadId = true
      this.watch(connection)
    }
  }

  /**
   * Whether it is not known what the session's id is: it is being read, or it may be that of the connection, which
   * had another one before the session's last statement.
   */
  isUnsettled(connection: DatabaseConnection): boolean {
    if (this.saving) return true
    return this.hasUnreadId && this.connection === connection && connection.insertId !== this.insertId
  }

  /** Another statement begins, which has warnings of its own. */
  forgetWarnings(): void {
    this.hasUnreadWarnings = false
    this.warnings = undefined
    if (!this.hasUnreadId) this.watch(undefined)
  }

  /** The session is over, or begins anew. */
  clear(): void {
    this.hasUnreadId = false
    this.forgetWarnings()
    this.insertId = 0
    this.rowCount = 0
    this.foundRows = 0
  }

  /** Reads from the connection, which serves no request. Never rejects: a connection that is lost tells nothing. */
  save(): Promise<void> {
    this.saving ??= this.read().finally(() => {
      this.saving = undefined
    })
    return this.saving
  }

  private async read(): Promise<void> {
    const { connection, hasUnreadId, hasUnreadWarnings } = this
    if (!connection) return
    this.watch(undefined)
    this.hasUnreadWarnings = false
    try {
      if (hasUnreadWarnings) this.warnings = await SavedWarnings.read(connection)
      if (hasUnreadId) await this.readId(connection)
    } catch {
      // Whoever borrowed the connection finds out by itself that it was lost.
    } finally {
      this.hasUnreadId = false
    }
  }

  private async readId(connection: DatabaseConnection): Promise<void> {
    const [text] = await readVariables(connection, ['last_insert_id'])
    const id = toId(BigInt(text ?? 0))
    if (id !== connection.insertId) this.insertId = id
    connection.insertId = id
  }

  private watch(connection: DatabaseConnection | undefined): void {
    if (this.connection === connection) return
    if (this.connection?.unread === this) this.connection.unread = undefined
    this.connection = connection
    if (connection) connection.unread = this
  }
}

/** The same id in the same type, wherever it was read. */
function toId(value: number | bigint): number | bigint {
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}
