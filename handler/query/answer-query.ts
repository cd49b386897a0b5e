import type { QueryAnswer, QueryRequest } from '../contract.ts'
import type { Database, Query } from '../database/database.ts'
import { classifyError } from '../database/database-error.ts'
import type { Tables } from '../database/tables.ts'
import { describeFailure } from '../failure.ts'
import type { Log } from '../log.ts'
import type { Remaining } from '../remaining-time.ts'
import { checkQuery } from './check-query.ts'
import { countRequests } from './count-requests.ts'
import { FailedQuery } from './failed-query.ts'
import { listRequests } from './list-requests.ts'
import { type VerifyLoginParts, verifyLogin } from './verify-login.ts'

export interface QueryParts extends VerifyLoginParts {
  database: Database
  tables: Tables
  log: Log
}

type Answer = QueryAnswer<QueryRequest>

/** Answers one query. @throws FailedQuery, whose name is one of the contract's; the cause is logged, not told */
export async function answerQuery(request: QueryRequest, remaining: Remaining, parts: QueryParts): Promise<Answer> {
  try {
    return await dispatch(checkQuery(request), remaining, parts)
  } catch (error) {
    if (error instanceof FailedQuery) throw error
    const { passing, entry } = describeFailure(error)
    parts.log({ level: 'error', ...entry })
    throw passing
      ? new FailedQuery('DatabaseUnavailable', `${entry.message}${entry.number ? ` (error ${entry.number})` : ''}`)
      : new FailedQuery('InternalError', 'The query failed; the function log says why')
  }
}

function dispatch(request: QueryRequest, remaining: Remaining, parts: QueryParts): Promise<Answer> {
  switch (request.operation) {
    case 'list-requests':
      return readOr(parts, remaining, { requests: [], more: false }, (query) =>
        listRequests(query, parts.tables, request),
      )
    case 'count-requests':
      return readOr(parts, remaining, { count: 0 }, (query) => countRequests(query, parts.tables))
    case 'verify-login':
      return verifyLogin(request.versionId, parts)
  }
}

/** Nothing was recorded yet when the tables are missing. They are the webhook function's to make. */
async function readOr<Result>(
  { database }: QueryParts,
  remaining: Remaining,
  empty: Result,
  read: (query: Query) => Promise<Result>,
): Promise<Result> {
  try {
    return await database.run(read, remaining)
  } catch (error) {
    if (classifyError(error) === 'table-missing') return empty
    throw error
  }
}
