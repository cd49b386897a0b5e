import type { ResponseKind } from './commands.ts'
import { HEADER_LENGTH, LONGEST_FRAME } from './framing.ts'
import { ProtocolError } from './protocol-error.ts'
import { ServerStatus } from './status-flags.ts'

/** Longest prefix of an OK packet that is read: header, two length-encoded integers, status and warnings. */
const LONGEST_HEAD = 1 + 9 + 9 + 2 + 2

type Expectation =
  | 'single'
  | 'result'
  | 'columns'
  | 'columns-eof'
  | 'rows'
  | 'fields'
  | 'prepare'
  | 'definitions'
  | 'done'

/**
 * Finds the end of a response in a stream of raw bytes, without reading rows: of each packet it looks at the header
 * and the first byte, and of OK, EOF and ERR packets at the first 23. Chunks may be cut anywhere.
 */
export class ResponseTracker {
  /** Server status flags of the last OK or EOF packet. */
  status = 0
  /** Warnings counted by the last OK or EOF packet. */
  warnings = 0
  /** The last generated id that an OK packet reported; 0 when none did. A bigint from 2^24 on. */
  insertId: number | bigint = 0
  /** Results that ended without an error so far. */
  completedResults = 0
  failed = false
  /** Code of the error that ended the response; 0 when there was none. */
  errorCode = 0
  /** What ROW_COUNT() gives after the response: rows that were changed, or -1 after a result set or an error. */
  rowCount = -1
  /** Rows of the last result set; -1 when there was none. */
  rows = -1

  private expectation: Expectation = 'done'
  private deprecateEof = false
  private asksForCursor = false
  /** Definition packets (and EOF packets between them) still to come. */
  private definitions = 0
  private skip = 0
  private continues = false
  private readonly held = Buffer.alloc(HEADER_LENGTH + LONGEST_HEAD)
  private heldLength = 0

  /** The response has ended, or none was begun. */
  get done(): boolean {
    return this.expectation === 'done' && this.skip === 0 && this.heldLength === 0
  }

  /** @param status server status flags before, which stay when the response has none */
  begin(kind: Exclude<ResponseKind, 'none'>, deprecateEof: boolean, status: number): void {
    this.status = status
    this.expectation = kind === 'results' || kind === 'cursor' ? 'result' : kind
    this.asksForCursor = kind === 'cursor'
    this.deprecateEof = deprecateEof
    this.insertId = 0
    this.completedResults = 0
    this.failed = false
    this.errorCode = 0
    this.warnings = 0
    this.rowCount = -1
    this.rows = -1
  }

  /**
   * Takes the next bytes. Returns how many of them belong to the response: fewer than were given only when the
   * response ended before them.
   * @throws ProtocolError when the server asks for a local file
   */
  feed(chunk: Buffer): number {
    let offset = 0
    const end = chunk.length
    while (offset < end && !this.done) {
      if (this.skip > 0) {
        const skipped = Math.min(this.skip, end - offset)
        this.skip -= skipped
        offset += skipped
      } else if (this.heldLength === 0 && isHeadComplete(chunk, offset)) {
        offset += this.inspect(chunk, offset, end - offset)
      } else {
        offset = this.hold(chunk, offset)
      }
    }
    return offset
  }

  /** Collects a packet's beginning byte by byte: only for packets cut by a chunk's end, and for the last ones. */
  private hold(chunk: Buffer, from: number): number {
    let offset = from
    while (offset < chunk.length) {
      this.held[this.heldLength++] = chunk[offset++] as number
      if (this.heldLength < HEADER_LENGTH) continue
      const wanted = HEADER_LENGTH + Math.min(this.held.readUIntLE(0, 3), LONGEST_HEAD)
      if (this.heldLength < wanted) continue
      this.inspect(this.held, 0, this.heldLength)
      this.heldLength = 0
      return offset
    }
    return offset
  }

  /** Reads the packet at `at`, of which `available` bytes are there. Returns how many of them belong to it. */
  private inspect(bytes: Buffer, at: number, available: number): number {
    const length = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16)
    const continuation = this.continues
    this.continues = length === LONGEST_FRAME
    if (!continuation) this.advance(bytes, at + HEADER_LENGTH, length)
    const consumed = Math.min(available, HEADER_LENGTH + length)
    this.skip = HEADER_LENGTH + length - consumed
    return consumed
  }

  private advance(bytes: Buffer, at: number, length: number): void {
    const first = length === 0 ? 0 : (bytes[at] as number)
    switch (this.expectation) {
      case 'rows':
        if (first === 0xfe) this.endRows(bytes, at, length)
        else if (first === 0xff) this.fail(bytes, at)
        else this.rows += 1
        return
      case 'columns':
        this.endColumn()
        return
      case 'definitions':
        this.definitions -= 1
        if (this.definitions === 0) this.expectation = 'done'
        return
      case 'columns-eof':
        this.endColumns(bytes, at)
        return
      default:
        this.advanceFirst(bytes, at, length, first)
    }
  }

  private advanceFirst(bytes: Buffer, at: number, length: number, first: number): void {
    if (first === 0xff) {
      this.fail(bytes, at)
      return
    }
    switch (this.expectation) {
      case 'single':
        if (first === 0 && length >= 7) this.readOk(bytes, at)
        else if (first === 0xfe && length >= 7) this.readOk(bytes, at)
        else if (first === 0xfe && length === 5) this.readEof(bytes, at)
        this.expectation = 'done'
        return
      case 'result':
        if (first === 0) this.endResult(bytes, at)
        else if (first === 0xfb) throw new ProtocolError('The database asked for a local file.')
        else this.beginColumns(bytes, at)
        return
      case 'prepare':
        this.beginDefinitions(bytes, at)
        return
      case 'fields':
        if (first === 0xfe && length < LONGEST_FRAME) this.endRows(bytes, at, length)
    }
  }

  private beginColumns(bytes: Buffer, at: number): void {
    this.definitions = Number(readLengthEncoded(bytes, at).value)
    this.rows = 0
    this.expectation = 'columns'
  }

  private endColumn(): void {
    this.definitions -= 1
    if (this.definitions === 0) this.expectation = this.deprecateEof ? 'rows' : 'columns-eof'
  }

  /**
   * With a cursor, rows are fetched by commands of their own. The server's flag alone does not tell: a cursor that is
   * open in a stored program sets it too, while that program's results come with their rows.
   */
  private endColumns(bytes: Buffer, at: number): void {
    this.readEof(bytes, at)
    const flags = this.status & (ServerStatus.cursorExists | ServerStatus.moreResults)
    if (this.asksForCursor && flags === ServerStatus.cursorExists) {
      this.expectation = 'done'
      this.completedResults += 1
    } else this.expectation = 'rows'
  }

  /** COM_STMT_PREPARE_OK: statement id, columns, parameters; each group has an EOF unless those are deprecated. */
  private beginDefinitions(bytes: Buffer, at: number): void {
    const columns = bytes.readUInt16LE(at + 5)
    const parameters = bytes.readUInt16LE(at + 7)
    const withEof = (count: number): number => (count > 0 && !this.deprecateEof ? count + 1 : count)
    this.definitions = withEof(columns) + withEof(parameters)
    this.expectation = this.definitions > 0 ? 'definitions' : 'done'
    this.completedResults += 1
  }

  /** A packet that starts with 0xfe among rows: the end, or a row whose first value is longer than 16 MB. */
  private endRows(bytes: Buffer, at: number, length: number): void {
    if (this.deprecateEof ? length >= LONGEST_FRAME : length >= 9) {
      this.rows += 1
      return
    }
    if (this.deprecateEof && length >= 7) this.readOk(bytes, at)
    else this.readEof(bytes, at)
    this.rowCount = -1
    this.finishResult()
  }

  private endResult(bytes: Buffer, at: number): void {
    this.readOk(bytes, at)
    this.finishResult()
  }

  private finishResult(): void {
    this.completedResults += 1
    this.expectation = this.status & ServerStatus.moreResults ? 'result' : 'done'
  }

  private readOk(bytes: Buffer, at: number): void {
    const affected = readLengthEncoded(bytes, at + 1)
    this.rowCount = Number(affected.value)
    const insertId = readLengthEncoded(bytes, affected.end)
    if (insertId.value !== 0) this.insertId = insertId.value
    this.status = bytes.readUInt16LE(insertId.end)
    this.warnings = bytes.readUInt16LE(insertId.end + 2)
  }

  private readEof(bytes: Buffer, at: number): void {
    this.warnings = bytes.readUInt16LE(at + 1)
    this.status = bytes.readUInt16LE(at + 3)
  }

  private fail(bytes: Buffer, at: number): void {
    this.failed = true
    this.errorCode = bytes.readUInt16LE(at + 1)
    this.rowCount = -1
    this.expectation = 'done'
  }
}

/** Whether the header and everything worth reading of the packet at `at` are there. */
function isHeadComplete(bytes: Buffer, at: number): boolean {
  const available = bytes.length - at
  if (available < HEADER_LENGTH) return false
  if (available >= HEADER_LENGTH + LONGEST_HEAD) return true
  const length = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16)
  return available >= HEADER_LENGTH + Math.min(length, LONGEST_HEAD)
}

function readLengthEncoded(bytes: Buffer, at: number): { value: number | bigint; end: number } {
  const first = bytes[at] as number
  if (first < 0xfb) return { value: first, end: at + 1 }
  if (first === 0xfc) return { value: bytes.readUInt16LE(at + 1), end: at + 3 }
  if (first === 0xfd) return { value: bytes.readUIntLE(at + 1, 3), end: at + 4 }
  return { value: bytes.readBigUInt64LE(at + 1), end: at + 9 }
}
