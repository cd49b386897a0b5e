import { type Connection, type ConnectionOptions, createConnection } from 'mysql2'
import type { Remaining } from '../remaining-time.ts'

export interface Address {
  host: string
  port: number
  /** Unix socket; host and port are not used then. */
  socketPath?: string
}

export interface Login {
  user: string
  password: string
  /** A signed token goes as it is (mysql_clear_password), which only TLS makes safe. */
  clearText?: boolean
}

export interface SessionOptions extends Address {
  login: Login
  /** mysql2's settings; undefined only for what stays on this computer. Pass the same object each time: TLS sessions hang on it. */
  tls: ConnectionOptions['ssl'] | undefined
  /** Most milliseconds that connecting may take. */
  connectTimeout: number
}

export interface QueryResult<Row> {
  rows: Row[]
  /** LAST_INSERT_ID of a statement that writes, else 0. */
  insertId: number
}

/** One connection to the proxy or the database. Sends nothing but the statements that it is given. */
export class Session {
  #connection: Connection
  #usable = true

  private constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Connects and logs in. No schema is chosen. @throws mysql2's error */
  static open(options: SessionOptions): Promise<Session> {
    return new Promise((resolve, reject) => {
      const connection = createConnection(toConnectionOptions(options))
      const session = new Session(connection)
      connection.on('error', (error) => {
        // Also the only sign of a connection that dies between two statements: the next use sees it as unusable.
        session.close()
        reject(error)
      })
      connection.once('connect', () => resolve(session))
    })
  }

  /** False once the connection is known to be gone. */
  get usable(): boolean {
    return this.#usable
  }

  /**
   * Runs one statement as text (a prepared one would pin).
   * @throws mysql2's error; PROTOCOL_SEQUENCE_TIMEOUT when the time is up, after which the session is closed
   */
  query<Row>(sql: string, remaining: Remaining): Promise<QueryResult<Row>> {
    return new Promise((resolve, reject) => {
      const timeout = Math.max(1, Math.floor(remaining()))
      this.#connection.query({ sql, timeout }, (error, result) => {
        if (!error) return resolve(toQueryResult<Row>(result))
        if (error.fatal || error.code === 'PROTOCOL_SEQUENCE_TIMEOUT') this.close()
        reject(error)
      })
    })
  }

  /** Drops the connection at once; a statement that runs is lost with it. */
  close(): void {
    this.#usable = false
    this.#connection.destroy()
  }
}

function toConnectionOptions({ login, tls, connectTimeout, ...address }: SessionOptions): ConnectionOptions {
  return {
    ...address,
    user: login.user,
    password: login.password,
    ...(login.clearText && { enableCleartextPlugin: true }),
    ...(tls && { ssl: tls }),
    connectTimeout,
    charset: 'UTF8MB4_UNICODE_CI',
    // Times are strings both ways, so that no time zone is between.
    dateStrings: true,
    // The server must not be able to ask for a file of the function's.
    flags: ['-LOCAL_FILES'],
  }
}

function toQueryResult<Row>(result: unknown): QueryResult<Row> {
  if (Array.isArray(result)) return { rows: result as Row[], insertId: 0 }
  const header = result as { insertId?: number } | undefined
  return { rows: [], insertId: header?.insertId ?? 0 }
}
