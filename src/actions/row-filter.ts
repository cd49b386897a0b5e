import type { ListRequestsQuery } from '../../handler/contract.ts'
import { ExitCode, UserError } from '../errors.ts'
import { parseMethod } from './request-headers.ts'
import { parseSince } from './since.ts'

/** Which rows, as a user says it. */
export interface RowFilter {
  /** Relative (`10m`) or ISO 8601: see parseSince. */
  since?: string
  /** Exact, or with `*` for any run of characters; the leading slash may be left out. */
  path?: string
  method?: string
}

/** The part of the query that the filter decides. */
export type RowCriteria = Pick<ListRequestsQuery, 'since' | 'path' | 'method'>

const MAX_PATH = 2048

/**
 * Turns a filter into the query's own terms.
 * @param now milliseconds since 1970, for a relative `since`
 * @throws UserError (exit code 2) for what cannot be.
 */
export function readRowFilter(filter: RowFilter, now: number): RowCriteria {
  return {
    ...(filter.since !== undefined && { since: parseSince(filter.since, now) }),
    ...(filter.path !== undefined && { path: readPathPattern(filter.path) }),
    ...(filter.method !== undefined && { method: parseMethod(filter.method) }),
  }
}

function readPathPattern(path: string): string {
  if (path === '' || path.length > MAX_PATH) {
    throw usageError('InvalidPath', `A path to look for has 1 to ${MAX_PATH} characters.`)
  }
  return /^[/*]/.test(path) ? path : `/${path}`
}

/** @throws UserError (exit code 2) unless it is a whole number from 1 to `most`. */
export function checkWholeNumber(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return
  const range = most === Number.MAX_SAFE_INTEGER ? 'from 1 up' : `from 1 to ${most.toLocaleString('en')}`
  throw usageError('InvalidNumber', `${name} must be a whole number ${range}.`)
}

function usageError(name: string, message: string): UserError {
  return new UserError({
    name,
    message,
    nextSteps: ["rds-proxy-webhook rows --limit 50 --path '/orders/*'"],
    exitCode: ExitCode.usage,
  })
}
