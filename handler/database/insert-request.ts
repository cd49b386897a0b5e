import { type DivisibleField, divisibleFields, type RequestRecord } from './request-record.ts'
import { bytes, integer, type Literal, nothing, statement, text, timestamp } from './statement.ts'
import { fitsStatement, longestStatement } from './statement-limit.ts'
import type { Tables } from './tables.ts'

/** How a record is written: one statement, or a row and then its parts in the same transaction. */
export interface Insert {
  row: string
  /** Fields that the row leaves out, in bytes. */
  divided: { field: DivisibleField; content: Buffer }[]
}

/** Bytes in one part: as base64 they fill 16,000 of a statement's 16,384 bytes. The last part may be shorter. */
export const bytesPerPart = 12_000

/** As the column has it; API Gateway's ids have 16 characters or so. */
const longestRequestId = 255

/**
 * Says how to write a record in statements that do not pin. The largest fields are divided, as few as
 * possible. @throws RangeError for a request id that is longer than its column
 */
export function planInsert(tables: Tables, record: RequestRecord): Insert {
  // Without strict mode the server would cut it off, and then take two requests for one.
  if (record.requestId.length > longestRequestId) throw new RangeError('The request id is too long')
  const contents = encodeFields(record)
  const tooLarge = divisibleFields.filter((field) => contents[field].length > longestStatement)
  const divided = tooLarge.map((field) => ({ field, content: contents[field] }))
  const literals = mapFields((field) => {
    if (tooLarge.includes(field)) return nothing
    return field === 'body' ? bytes(contents.body) : text(contents[field].toString())
  })
  for (;;) {
    const row = insertRow(tables, record, literals)
    if (fitsStatement(row)) return { row, divided }
    const field = findLargest(literals)
    divided.push({ field, content: contents[field] })
    literals[field] = nothing
  }
}

/** Statements that write one field in parts. Writing them again changes nothing. */
export function* insertParts(tables: Tables, id: number, field: DivisibleField, content: Buffer): Generator<string> {
  for (let start = 0, seq = 0; start < content.length; start += bytesPerPart, seq++) {
    const part = content.subarray(start, start + bytesPerPart)
    yield statement`INSERT INTO ${tables.parts} (request, field, seq, bytes) VALUES (${integer(id)}, ${text(field)}, ${integer(seq)}, ${bytes(part)}) ON DUPLICATE KEY UPDATE seq = seq`
  }
}

/** The id comes back as the statement's insert id, for a row that is there already too. */
function insertRow(tables: Tables, record: RequestRecord, fields: Record<DivisibleField, Literal>): string {
  return statement`INSERT INTO ${tables.requests} (received_at, method, path, query, headers, body, body_bytes, source_ip, request_id, user_agent) VALUES (${timestamp(record.receivedAt)}, ${text(record.method)}, ${text(record.path)}, ${fields.query}, ${fields.headers}, ${fields.body}, ${integer(record.body.length)}, ${text(record.sourceIp)}, ${text(record.requestId)}, ${fields.user_agent}) ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id)`
}

function encodeFields(record: RequestRecord): Record<DivisibleField, Buffer> {
  return {
    body: record.body,
    headers: Buffer.from(JSON.stringify(record.headers)),
    query: Buffer.from(record.query),
    user_agent: Buffer.from(record.userAgent),
  }
}

function mapFields(encode: (field: DivisibleField) => Literal): Record<DivisibleField, Literal> {
  return Object.fromEntries(divisibleFields.map((field) => [field, encode(field)])) as Record<DivisibleField, Literal>
}

function findLargest(literals: Record<DivisibleField, Literal>): DivisibleField {
  const [largest] = [...divisibleFields].sort((a, b) => literals[b].sql.length - literals[a].sql.length)
  if (!largest || literals[largest] === nothing) throw new RangeError('The request does not fit into one statement')
  return largest
}
