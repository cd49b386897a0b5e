import { chownSync, rmSync, writeFileSync } from 'node:fs'
import type { FileOwner } from './server-user.ts'

export interface AdminCredentials {
  username: string
  password: string
}

const SQL_ESCAPES: Record<string, string> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\x1a': '\\Z',
  "'": "\\'",
  '"': '\\"',
  '\\': '\\\\',
}

/**
 * Quotes a string for SQL under the server's default mode, where the backslash escapes. An init file has one
 * statement a line, so line ends are escaped as well.
 */
export function quoteSql(text: string): string {
  return `'${[...text].map((each) => SQL_ESCAPES[each] ?? each).join('')}'`
}

/**
 * What the server does before it lets anybody in: root and anonymous accounts are closed, and the administrator's
 * password is made equal to the secret's. The account is for any host, as the master user of an RDS instance is.
 */
export function adminStatements({ username, password }: AdminCredentials): string {
  const account = `${quoteSql(username)}@'%'`
  return [
    "ALTER USER IF EXISTS 'root'@'localhost' ACCOUNT LOCK;",
    "DROP USER IF EXISTS ''@'localhost';",
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY ${quoteSql(password)};`,
    `ALTER USER ${account} IDENTIFIED BY ${quoteSql(password)} ACCOUNT UNLOCK;`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION;`,
    '',
  ].join('\n')
}

/** Writes the init file (0600, for the server's user alone). @returns removes it again. */
export function writeInitFile(path: string, admin: AdminCredentials, owner: FileOwner | undefined): () => void {
  rmSync(path, { force: true })
  writeFileSync(path, adminStatements(admin), { mode: 0o600, flag: 'wx' })
  if (owner) chownSync(path, owner.uid, owner.gid)
  return () => rmSync(path, { force: true })
}
