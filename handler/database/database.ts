import type { LoginSource } from '../login/login-source.ts'
import type { Remaining } from '../remaining-time.ts'
import { classifyError, type ErrorKind } from './database-error.ts'
import type { Login, QueryResult, Session } from './session.ts'

/** Runs one statement within the time of the work. */
export type Query = <Row>(sql: string) => Promise<QueryResult<Row>>

export interface DatabaseParts {
  login: LoginSource
  /** Connects within so many milliseconds. */
  open(login: Login, connectTimeout: number): Promise<Session>
  wait(milliseconds: number): Promise<unknown>
  /** As Math.random. */
  random(): number
}

/** Longest time that connecting may take, in ms, so that a dead proxy is answered before the gateway gives up. */
const longestConnect = 5_000

/**
 * Waits before a refused login is tried again, in ms; each is shortened by up to a half, so that many functions do
 * not come at once. During a rotation the database has the new password a moment before the secret says so.
 */
const loginWaits = [100, 400, 1_600]

/**
 * Keeps one connection between invocations (a function has one event at a time) and tries again where that can help.
 * The work may therefore run more than once and must be written so that this does no harm.
 */
export class Database {
  #parts: DatabaseParts
  #session: Session | undefined

  constructor(parts: DatabaseParts) {
    this.#parts = parts
  }

  /**
   * Does work on the kept connection.
   * @param mendTables makes what is missing (error 1146 or 1049); without it a missing table is an error
   * @throws mysql2's error when trying again did not help
   */
  async run<Result>(
    work: (query: Query) => Promise<Result>,
    remaining: Remaining,
    mendTables?: (query: Query) => Promise<void>,
  ): Promise<Result> {
    const seen: ErrorKind[] = []
    for (;;) {
      try {
        const query = await this.#connect(remaining)
        if (mendTables && seen.at(-1) === 'table-missing') await mendTables(query)
        return await work(query)
      } catch (error) {
        const kind = classifyError(error)
        const times = seen.filter((earlier) => earlier === kind).length
        if (!(await this.#prepareRetry(kind, times, remaining, mendTables !== undefined))) throw error
        seen.push(kind)
      }
    }
  }

  async #connect(remaining: Remaining): Promise<Query> {
    if (!this.#session?.usable) {
      const login = await this.#parts.login.read()
      this.#session = await this.#parts.open(login, Math.min(longestConnect, Math.max(1, remaining())))
    }
    const session = this.#session
    return (sql) => session.query(sql, remaining)
  }

  /** Whether to try again after the `times + 1`th error of this kind. */
  async #prepareRetry(kind: ErrorKind, times: number, remaining: Remaining, mends: boolean): Promise<boolean> {
    switch (kind) {
      case 'connection-lost':
        this.#drop()
        return times === 0
      case 'login-refused':
        this.#drop()
        this.#parts.login.forget()
        return this.#waitForLogin(times, remaining)
      case 'table-missing':
        return mends && times === 0
      case 'deadlock':
        return times === 0
      default:
        return false
    }
  }

  async #waitForLogin(times: number, remaining: Remaining): Promise<boolean> {
    const longest = loginWaits[times]
    if (longest === undefined || longest > remaining()) return false
    await this.#parts.wait(longest * (0.5 + this.#parts.random() / 2))
    return true
  }

  #drop(): void {
    this.#session?.close()
    this.#session = undefined
  }
}
