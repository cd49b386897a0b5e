import { isUtf8 } from 'node:buffer'
import type { RecordedBody, RecordedRequest } from '../contract.ts'
import type { DivisibleField } from '../database/request-record.ts'
import type { StoredRequest } from './select-requests.ts'

/** A row as the contract has it; `divided` holds the fields that were kept in parts. */
export function showRequest(
  row: StoredRequest,
  divided: Partial<Record<DivisibleField, Buffer>>,
  maxBodyBytes: number,
): RecordedRequest {
  const readText = (field: 'query' | 'headers' | 'user_agent') => row[field] ?? divided[field]?.toString() ?? ''
  return {
    id: row.id,
    receivedAt: `${row.received_at.replace(' ', 'T')}Z`,
    method: row.method,
    path: row.path,
    query: readText('query'),
    headers: JSON.parse(readText('headers')) as Record<string, string>,
    body: showBody(row.body ?? divided.body ?? Buffer.alloc(0), row.body_bytes, maxBodyBytes),
    sourceIp: row.source_ip,
    requestId: row.request_id,
    userAgent: readText('user_agent'),
  }
}

/**
 * The first `most` bytes of a body: as text when they are UTF-8 (a character that the cut would halve is left out),
 * else as base64.
 */
export function showBody(start: Buffer, bytes: number, most: number): RecordedBody {
  const shown = start.subarray(0, most)
  const text = readText(shown, shown.length < bytes)
  const content =
    text === undefined
      ? { encoding: 'base64' as const, content: shown.toString('base64') }
      : { encoding: 'utf8' as const, content: text }
  return { bytes, ...content, truncated: shown.length < bytes }
}

function readText(bytes: Buffer, isCut: boolean): string | undefined {
  const longestCharacter = 4
  for (let left = 0; left < (isCut ? longestCharacter : 1); left++) {
    const whole = bytes.subarray(0, bytes.length - left)
    if (isUtf8(whole)) return whole.toString()
  }
  return undefined
}
