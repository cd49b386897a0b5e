import type { FailureRow } from './failure-row.ts'

/** Known failures, the more particular first: the first row that matches is the diagnosis. */
export const failureTable: readonly FailureRow[] = []
