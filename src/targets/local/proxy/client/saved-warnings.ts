import type { DatabaseConnection } from '../database/database-connection.ts'
import { runStatement } from '../database/own-commands.ts'
import { Capability, hasCapability } from '../protocol/capabilities.ts'
import { framePayload } from '../protocol/framing.ts'
import { PayloadReader } from '../protocol/payload-reader.ts'
import type { WarningsQuestion } from '../sql/warnings-question.ts'

/** The packets' payloads of a response that is one result set. */
interface ResultSet {
  head: Buffer[]
  rows: Buffer[]
  end: Buffer
}

/** The warnings and errors of a statement, as the server would tell of them to the client that it has run for. */
export class SavedWarnings {
  private readonly list: ResultSet
  private readonly counts: Record<WarningsQuestion['of'], ResultSet>

  private constructor(list: ResultSet, warnings: ResultSet, errors: ResultSet) {
    this.list = list
    this.counts = { WARNINGS: warnings, ERRORS: errors }
  }

  /**
   * Reads them from a connection that serves no request and still is in the client's session.
   * @throws ProtocolError when the connection is lost
   */
  static async read(connection: DatabaseConnection): Promise<SavedWarnings> {
    const read = async (sql: string): Promise<ResultSet> => splitResult(await runStatement(connection, sql), connection)
    const list = await read('SHOW WARNINGS')
    const warnings = await read('SHOW COUNT(*) WARNINGS')
    return new SavedWarnings(list, warnings, await read('SHOW COUNT(*) ERRORS'))
  }

  /** How many there were: the list may have fewer (max_error_count). */
  count(of: WarningsQuestion['of']): number {
    const [row] = this.counts[of].rows
    return Number(new PayloadReader(row ?? Buffer.of(1, 48)).lengthEncodedBytes())
  }

  /** The whole response to the question, with frame headers. */
  answer({ of, counts, offset, limit }: WarningsQuestion): Buffer {
    if (counts) return writeResult(this.counts[of], this.counts[of].rows)
    const rows = this.list.rows.filter((row) => of === 'WARNINGS' || readLevel(row) === 'Error')
    return writeResult(this.list, rows.slice(offset, offset + limit))
  }
}

/** Column count, columns and, for clients that want it, an EOF packet come before the rows. */
function splitResult(payloads: Buffer[], { state }: DatabaseConnection): ResultSet {
  const columns = payloads[0]?.[0] ?? 0
  const eof = hasCapability(state.capabilities, Capability.deprecateEof) ? 0 : 1
  const head = payloads.slice(0, 1 + columns + eof)
  return { head, rows: payloads.slice(head.length, -1), end: payloads.at(-1) as Buffer }
}

function writeResult({ head, end }: ResultSet, rows: readonly Buffer[]): Buffer {
  return Buffer.concat([...head, ...rows, end].map((payload, index) => framePayload(payload, index + 1)))
}

function readLevel(row: Buffer): string | undefined {
  return new PayloadReader(row).lengthEncodedBytes()?.toString()
}
