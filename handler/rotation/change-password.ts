import { classifyError } from '../database/database-error.ts'
import type { Login } from '../database/session.ts'
import { parseSecret } from '../login/secret-login.ts'
import type { SecretStore } from './secret-store.ts'

/** A connection to the database itself, not to the proxy. */
export interface Instance {
  query<Row>(sql: string): Promise<{ rows: Row[] }>
  close(): void
}

/** Logs in to the instance. @throws mysql2's error */
export type OpenInstance = (login: Login) => Promise<Instance>

/**
 * Gives the user the pending version's password. When that one works already there is nothing to do (an earlier call
 * changed it); else the user logs in with the current version's password, or with the previous one's when a rotation
 * was broken off after its last step.
 */
export async function changePassword(store: SecretStore, versionId: string, open: OpenInstance): Promise<void> {
  const text = await store.read({ versionId, stage: 'AWSPENDING' })
  if (text === undefined) throw new Error('The pending version has no text')
  const pending = parseSecret(text)
  const changed = await tryLogin(open, pending)
  if (changed) return changed.close()
  const instance = await logInAsBefore(store, open, pending.user)
  try {
    await setPassword(instance, quotePassword(pending.password))
  } finally {
    instance.close()
  }
}

async function logInAsBefore(store: SecretStore, open: OpenInstance, user: string): Promise<Instance> {
  for (const stage of ['AWSCURRENT', 'AWSPREVIOUS'] as const) {
    const text = await store.read({ stage })
    if (text === undefined) continue
    const login = parseSecret(text)
    if (login.user !== user) throw new Error(`The user of ${stage} is not the one of the pending version`)
    const instance = await tryLogin(open, login)
    if (instance) return instance
  }
  throw new Error('The database accepts neither the pending, the current nor the previous password')
}

/**
 * Both let every user change its own password, each in its own words. MariaDB 10.11 accepts MySQL's
 * `ALTER USER CURRENT_USER()` and changes nothing.
 * https://dev.mysql.com/doc/refman/8.4/en/alter-user.html, https://mariadb.com/kb/en/set-password/
 */
async function setPassword(instance: Instance, quoted: string): Promise<void> {
  const { rows } = await instance.query<{ version: string }>('SELECT VERSION() AS version')
  const isMariaDb = rows[0]?.version.includes('MariaDB')
  await instance.query(isMariaDb ? `SET PASSWORD = PASSWORD(${quoted})` : `ALTER USER USER() IDENTIFIED BY ${quoted}`)
}

/** Undefined when the password is refused; any other error is thrown. */
async function tryLogin(open: OpenInstance, login: Login): Promise<Instance | undefined> {
  try {
    return await open(login)
  } catch (error) {
    if (classifyError(error) !== 'login-refused') throw error
    return undefined
  }
}

/**
 * IDENTIFIED BY takes nothing but a plain literal, so a password must mean the same with and without backslash
 * escapes. Those that the rotation makes always do.
 */
function quotePassword(password: string): string {
  if (!/^[\x20-\x5b\x5d-\x7e]+$/.test(password)) {
    throw new Error('The pending password has a character that is not printable ASCII, or a backslash')
  }
  return `'${password.replaceAll("'", "''")}'`
}
