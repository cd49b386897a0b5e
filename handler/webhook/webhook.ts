import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { RecordedReceipt } from '../contract.ts'
import type { Database, Query } from '../database/database.ts'
import type { RequestRecord } from '../database/request-record.ts'
import type { Tables } from '../database/tables.ts'
import { mendTables, writeRequest } from '../database/write-request.ts'
import type { Log } from '../log.ts'
import type { Remaining } from '../remaining-time.ts'
import { type Answer, answerJson } from './answer.ts'
import { answerError } from './answer-error.ts'
import { answerPage, answerRefresh, type PageRequest, readPageRequest } from './answer-page.ts'
import { listPageRows } from './list-page-rows.ts'
import { readEvent } from './read-event.ts'
import { refuseEvent } from './refuse-event.ts'

export interface WebhookParts {
  database: Database
  tables: Tables
  /** Whether a browser is shown the table of requests. */
  publicPage: boolean
  log: Log
}

/** Records one request and answers it. Never throws: an error is logged and answered. */
export async function handleRequest(
  event: APIGatewayProxyEventV2,
  remaining: Remaining,
  parts: WebhookParts,
): Promise<Answer> {
  const refusal = refuseEvent(event)
  if (refusal) return refusal
  try {
    const record = readEvent(event)
    const page = parts.publicPage ? readPageRequest(event) : undefined
    return await runInDatabase(parts, remaining, (query) =>
      page ? showPage(query, parts.tables, record, page) : recordRequest(query, parts.tables, record),
    )
  } catch (error) {
    return answerError(error, event.requestContext.requestId, parts.log)
  }
}

function runInDatabase(
  { database, tables }: WebhookParts,
  remaining: Remaining,
  work: (query: Query) => Promise<Answer>,
): Promise<Answer> {
  return database.run(work, remaining, (query) => mendTables(query, tables))
}

async function recordRequest(query: Query, tables: Tables, record: RequestRecord): Promise<Answer> {
  const receipt: RecordedReceipt = {
    id: await writeRequest(query, tables, record),
    path: record.path,
    method: record.method,
    receivedAt: record.receivedAt.toISOString(),
    requestId: record.requestId,
    bodyBytes: record.body.length,
  }
  return answerJson(201, receipt)
}

/** The page's own refresh is answered without a row, and with 204 when there is nothing new. */
async function showPage(query: Query, tables: Tables, record: RequestRecord, page: PageRequest): Promise<Answer> {
  if (page.shown === undefined) await writeRequest(query, tables, record)
  const { rows, older } = await listPageRows(query, tables, page.before)
  const content = { rows, older, first: page.before === undefined }
  if (page.shown === undefined) return answerPage(content)
  return page.shown === (rows[0]?.id ?? 0) ? { statusCode: 204 } : answerRefresh(content)
}
