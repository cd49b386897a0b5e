import type { Login } from '../database/session.ts'

/** Where user and password come from. */
export interface LoginSource {
  /** The current login, from memory when it is known. @throws when it cannot be had */
  read(): Promise<Login>
  /** The database refused it: read it anew the next time. */
  forget(): void
}
