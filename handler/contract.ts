/**
 * What the functions and their callers agree on: environment variables in, requests and answers of the query
 * function. Types only, so that both sides may import it at no cost.
 */

/** Environment variables of the functions. All are strings; those that a function does not need are not set. */
export interface FunctionVariables {
  /** The proxy's endpoint (webhook, query). */
  DATABASE_HOST?: string
  DATABASE_PORT?: string
  /** Schema that holds the table, `webhook` unless told otherwise. */
  DATABASE_NAME?: string
  /** `secret`: read user and password from the secret; `iam`: sign a token for DATABASE_USER. */
  DATABASE_AUTH?: 'secret' | 'iam'
  DATABASE_SECRET_ARN?: string
  DATABASE_USER?: string
  /** The instance's own endpoint (rotation). A value that starts with `/` is a Unix socket, as in libpq. */
  DATABASE_INSTANCE_HOST?: string
  DATABASE_INSTANCE_PORT?: string
  /** `true`: a browser is shown the table of recorded requests (webhook). */
  PUBLIC_PAGE?: 'true' | 'false'
}

/** One row: one HTTP request that reached the webhook function. */
export interface RecordedRequest {
  id: number
  /** ISO 8601 with milliseconds, UTC. */
  receivedAt: string
  method: string
  path: string
  /** Raw query string without the question mark. */
  query: string
  headers: Record<string, string>
  body: RecordedBody
  sourceIp: string
  /** The HTTP API's request id; unique, so that a retry never makes a second row. */
  requestId: string
  userAgent: string
}

export interface RecordedBody {
  /** Size of the whole body in bytes. */
  bytes: number
  /** `utf8` when the content shown is valid UTF-8 text, else `base64`. */
  encoding: 'utf8' | 'base64'
  content: string
  /** True when `content` is only the beginning. */
  truncated: boolean
}

/** The body of the 201 answer to a recorded request. */
export interface RecordedReceipt {
  id: number
  path: string
  method: string
  receivedAt: string
  requestId: string
  bodyBytes: number
}

export interface ListRequestsQuery {
  operation: 'list-requests'
  /** 1 to 1,000; the answer may hold fewer when they would not fit into a function's 6 MB. */
  limit: number
  /** Newest first, only ids below this one (page back). */
  before?: number
  /** Oldest first, only ids above this one (follow). */
  after?: number
  /** ISO 8601: received at or after. */
  since?: string
  /** Exact path, or with `*` for any run of characters. */
  path?: string
  /** Exact method, any case. */
  method?: string
  /** How many bytes of each body to return, default 1,024. */
  maxBodyBytes?: number
}

export interface ListRequestsAnswer {
  requests: RecordedRequest[]
  /** True when more rows match beyond the last one returned. */
  more: boolean
}

export interface CountRequestsQuery {
  operation: 'count-requests'
}

export interface CountRequestsAnswer {
  count: number
  newestId?: number
}

/** Opens a new connection through the proxy with the password of one version of the secret. */
export interface VerifyLoginQuery {
  operation: 'verify-login'
  versionId: string
}

export interface VerifyLoginAnswer {
  accepted: boolean
  /** The MySQL error when it was not accepted; never holds the password. */
  error?: { code: string; number: number; message: string }
}

/** Name (Lambda's errorType) of an error that the query function throws. */
export type QueryErrorName =
  /** The request itself is wrong; the message says what. */
  | 'InvalidRequest'
  /** The database or the secret's store cannot be reached or cannot take it now. */
  | 'DatabaseUnavailable'
  | 'SecretVersionNotFound'
  /** There is no secret to verify, because the function signs tokens. */
  | 'SecretNotUsed'
  | 'InternalError'

export type QueryRequest = ListRequestsQuery | CountRequestsQuery | VerifyLoginQuery

export type QueryAnswer<Request extends QueryRequest> = Request extends ListRequestsQuery
  ? ListRequestsAnswer
  : Request extends CountRequestsQuery
    ? CountRequestsAnswer
    : VerifyLoginAnswer
