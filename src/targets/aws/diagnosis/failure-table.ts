import type { FailureRow } from './failure-row.ts'
import { accessRows } from './rows/access-rows.ts'
import { databaseRows } from './rows/database-rows.ts'
import { functionRows } from './rows/function-rows.ts'
import { generalRows } from './rows/general-rows.ts'
import { networkRows } from './rows/network-rows.ts'
import { proxyRows } from './rows/proxy-rows.ts'
import { quotaRows } from './rows/quota-rows.ts'

/** Known failures, the more particular first: the first row that is recognised is the diagnosis. */
export const failureTable: readonly FailureRow[] = [
  ...proxyRows,
  ...networkRows,
  ...databaseRows,
  ...functionRows,
  ...quotaRows,
  ...accessRows,
  ...generalRows,
]
