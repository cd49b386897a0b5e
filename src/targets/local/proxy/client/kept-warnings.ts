import type { DatabaseConnection } from '../database/database-connection.ts'
import { runStatement } from '../database/own-commands.ts'
import { framePayload } from '../protocol/framing.ts'
import type { ClientRequest } from './client-request.ts'

const showWarnings = /^\s*show\s+warnings\s*;?\s*$/i

/**
 * The warnings of one session's last statement. They are on the database connection that ran it; when another session
 * is about to use that connection, they are read first and kept here, so that SHOW WARNINGS stays right for the
 * client that asks directly after its statement.
 */
export class KeptWarnings {
  private connection: DatabaseConnection | undefined
  private kept: Promise<Buffer | undefined> | undefined

  /** The statement that has just ended on the connection left warnings or an error. */
  note(connection: DatabaseConnection): void {
    this.connection = connection
    connection.unread = this
  }

  /** Another statement begins, or the session is over. */
  forget(): void {
    if (this.connection?.unread === this) this.connection.unread = undefined
    this.connection = undefined
    this.kept = undefined
  }

  /** Reads them from the connection, which serves no request. Never rejects: a connection that is lost has none. */
  async save(): Promise<void> {
    const { connection } = this
    if (!connection) return
    connection.unread = undefined
    this.connection = undefined
    this.kept = readWarnings(connection)
    await this.kept
  }

  /** The response to the request if it asks for warnings that are kept here. */
  answer(request: ClientRequest): Promise<Buffer | undefined> | undefined {
    if (!this.kept || !request.readsPrevious || !request.text) return undefined
    return showWarnings.test(request.text.toString('latin1')) ? this.kept : undefined
  }
}

/** The whole response as the server would send it to the client, whose flags and charset the connection has. */
async function readWarnings(connection: DatabaseConnection): Promise<Buffer | undefined> {
  try {
    const payloads = await runStatement(connection, 'SHOW WARNINGS')
    return Buffer.concat(payloads.map((payload, index) => framePayload(payload, index + 1)))
  } catch {
    // The connection was lost with what was on it; whoever borrowed it finds that out by itself.
    return undefined
  }
}
