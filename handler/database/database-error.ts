/** What can be done about an error: the database keeper tries again after the first five, once or a few times. */
export type ErrorKind =
  /** The connection is gone. A new one may work. */
  | 'connection-lost'
  /** The password is not the current one. */
  | 'login-refused'
  | 'table-missing'
  | 'deadlock'
  /** The database cannot take it now; asking later makes sense. */
  | 'unavailable'
  | 'other'

/** A mysql2 error as far as it is read here. `errno` is the server's number, or negative for the system's. */
interface DriverError {
  code?: unknown
  errno?: unknown
  sqlState?: unknown
  fatal?: unknown
}

const kindsByNumber: Readonly<Record<number, ErrorKind>> = {
  1040: 'unavailable', // too many connections
  1045: 'login-refused',
  1049: 'table-missing', // unknown database
  1053: 'connection-lost', // server shutdown in progress
  1077: 'connection-lost',
  1079: 'connection-lost',
  1114: 'unavailable', // table is full
  1020: 'deadlock', // the row has changed since it was read (MariaDB 11)
  1021: 'unavailable', // disk is full
  1146: 'table-missing',
  1152: 'connection-lost',
  1158: 'connection-lost', // network errors that the server saw, up to 1161
  1159: 'connection-lost',
  1160: 'connection-lost',
  1161: 'connection-lost',
  1203: 'unavailable', // the user's limit of connections
  1205: 'unavailable', // lock wait timeout
  1213: 'deadlock',
  1226: 'unavailable',
  1290: 'unavailable', // read-only: a failover is under way
  1317: 'unavailable', // interrupted
  1836: 'unavailable', // read-only
  1927: 'connection-lost', // killed (MariaDB)
  1969: 'unavailable', // time limit (MariaDB)
  2006: 'connection-lost',
  2013: 'connection-lost',
  3024: 'unavailable', // time limit (MySQL)
  4031: 'connection-lost', // the server closed an idle connection
  9501: 'unavailable', // RDS Proxy: no database connection within the borrow timeout
}

const kindsByCode: Readonly<Record<string, ErrorKind>> = {
  PROTOCOL_CONNECTION_LOST: 'connection-lost',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  ECONNABORTED: 'connection-lost',
  // mysql2 gives this code to everything that ends the handshake, a lost connection included.
  HANDSHAKE_SSL_ERROR: 'connection-lost',
  PROTOCOL_SEQUENCE_TIMEOUT: 'unavailable',
  ECONNREFUSED: 'unavailable',
  ETIMEDOUT: 'unavailable',
  EHOSTUNREACH: 'unavailable',
  ENETUNREACH: 'unavailable',
  ENOTFOUND: 'unavailable',
  EAI_AGAIN: 'unavailable',
  ENOENT: 'unavailable', // the Unix socket of a server that does not run
}

/**
 * Sorts an error of mysql2. Numbers are the server's
 * (https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html) and RDS Proxy's own 9501.
 */
export function classifyError(error: unknown): ErrorKind {
  const { errno, code, fatal } = readDriverError(error)
  if (typeof errno === 'number' && errno > 0) return kindsByNumber[errno] ?? 'other'
  if (typeof code === 'string') return kindsByCode[code] ?? 'other'
  // mysql2's "connection is in closed state" has no code.
  return fatal === true ? 'connection-lost' : 'other'
}

/** The code and number for a log line; never the message, which may quote data. */
export function describeError(error: unknown): { code?: string; number?: number } {
  const { errno, code } = readDriverError(error)
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof errno === 'number' && errno > 0 && { number: errno }),
  }
}

/** Whether the MySQL server (or the proxy) itself answered with this error. */
export function isServerError(error: unknown): boolean {
  const { errno, sqlState } = readDriverError(error)
  return typeof errno === 'number' && errno > 0 && typeof sqlState === 'string'
}

function readDriverError(error: unknown): DriverError {
  return typeof error === 'object' && error !== null ? error : {}
}
