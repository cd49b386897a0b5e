import type { ListRequestsAnswer, ListRequestsQuery } from '../contract.ts'
import type { Query } from '../database/database.ts'
import { bytesPerPart } from '../database/insert-request.ts'
import type { DivisibleField } from '../database/request-record.ts'
import type { Tables } from '../database/tables.ts'
import { answerBytes, fitAnswer } from './fit-answer.ts'
import { type StoredRequest, selectParts, selectRequests } from './select-requests.ts'
import { showRequest } from './show-request.ts'

const defaultBodyBytes = 1_024

/** Ids in one statement: with 20 digits each they stay far below what pins. */
const idsPerStatement = 500

/** Divided fields of rows, put together: by id, then by field. */
type Divided = Map<number, Partial<Record<DivisibleField, Buffer>>>

/** Lists recorded requests; as many of the limit as fit into an answer. Reads only. */
export async function listRequests(
  query: Query,
  tables: Tables,
  request: ListRequestsQuery,
): Promise<ListRequestsAnswer> {
  const maxBodyBytes = Math.min(request.maxBodyBytes ?? defaultBodyBytes, answerBytes)
  const { rows: found } = await query<StoredRequest>(selectRequests(tables, request, maxBodyBytes))
  const rows = takeWhatMayFit(found.slice(0, request.limit), maxBodyBytes)
  const divided = await readDivided(query, tables, rows, maxBodyBytes)
  const { requests, cut } = fitAnswer(rows.map((row) => showRequest(row, divided.get(row.id) ?? {}, maxBodyBytes)))
  return { requests, more: cut || found.length > rows.length }
}

/** Leaves out rows that cannot fit whatever they hold, so that their parts are not read for nothing. */
function takeWhatMayFit(rows: StoredRequest[], maxBodyBytes: number): StoredRequest[] {
  let bytes = 0
  const end = rows.findIndex((row, index) => {
    bytes += Math.min(row.body_bytes, maxBodyBytes)
    return index > 0 && bytes > answerBytes
  })
  return end < 0 ? rows : rows.slice(0, end)
}

async function readDivided(
  query: Query,
  tables: Tables,
  rows: StoredRequest[],
  maxBodyBytes: number,
): Promise<Divided> {
  const ids = rows.filter(isDivided).map((row) => row.id)
  const divided: Divided = new Map()
  const bodyParts = Math.ceil(maxBodyBytes / bytesPerPart)
  for (let start = 0; start < ids.length; start += idsPerStatement) {
    const sql = selectParts(tables, ids.slice(start, start + idsPerStatement), bodyParts)
    const { rows: parts } = await query<{ request: number; field: DivisibleField; bytes: Buffer }>(sql)
    for (const [key, group] of groupParts(parts)) {
      divided.set(key.request, { ...divided.get(key.request), [key.field]: Buffer.concat(group) })
    }
  }
  return divided
}

/** Parts of the same field of the same row; they come in order. */
function groupParts<Part extends { request: number; field: string; bytes: Buffer }>(
  parts: readonly Part[],
): [Part, Buffer[]][] {
  const groups: [Part, Buffer[]][] = []
  for (const part of parts) {
    const last = groups.at(-1)
    if (last?.[0].request === part.request && last[0].field === part.field) last[1].push(part.bytes)
    else groups.push([part, [part.bytes]])
  }
  return groups
}

function isDivided(row: StoredRequest): boolean {
  return row.body === null || row.query === null || row.headers === null || row.user_agent === null
}
