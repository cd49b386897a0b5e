import type { ListRequestsQuery, QueryRequest } from '../contract.ts'
import { longestPath } from '../database/tables.ts'
import { FailedQuery } from './failed-query.ts'

const mostRows = 1_000

/** @throws FailedQuery that says what is wrong with the request */
export function checkQuery(request: QueryRequest): QueryRequest {
  switch (request?.operation) {
    case 'list-requests':
      return checkList(request)
    case 'count-requests':
      return request
    case 'verify-login':
      if (typeof request.versionId !== 'string' || request.versionId === '') throw wrong('versionId must be given')
      return request
    default:
      throw wrong('operation must be list-requests, count-requests or verify-login')
  }
}

function checkList(request: ListRequestsQuery): ListRequestsQuery {
  checkNumber(request.limit, 'limit', 1, mostRows)
  if (request.before !== undefined) checkNumber(request.before, 'before', 0)
  if (request.after !== undefined) checkNumber(request.after, 'after', 0)
  if (request.maxBodyBytes !== undefined) checkNumber(request.maxBodyBytes, 'maxBodyBytes', 0)
  if (request.since !== undefined && Number.isNaN(Date.parse(request.since))) throw wrong('since must be a time')
  for (const name of ['path', 'method'] as const) {
    const text = request[name]
    if (text === undefined || (typeof text === 'string' && [...text].length <= longestPath)) continue
    throw wrong(`${name} must be text of at most ${longestPath} characters`)
  }
  return request
}

function checkNumber(value: unknown, name: string, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return
  throw wrong(`${name} must be a whole number from ${least} to ${most}`)
}

function wrong(message: string): FailedQuery {
  return new FailedQuery('InvalidRequest', message)
}
