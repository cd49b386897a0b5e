import type { QueryErrorName } from '../contract.ts'

/** What the caller of the query function gets as errorType and errorMessage. */
export class FailedQuery extends Error {
  constructor(name: QueryErrorName, message: string) {
    super(message)
    this.name = name
  }
}
