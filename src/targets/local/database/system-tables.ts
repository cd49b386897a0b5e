import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '../../../errors.ts'
import type { ServerProgram } from './server-program.ts'

/**
 * The SQL that makes MariaDB's system tables, fed to `mariadbd --bootstrap`. The package's script
 * mariadb-install-db does the same, but needs a program of another package, and adds help texts and the sys schema,
 * which nobody reads here and which take half of the time. Accounts for the host's own name are left out.
 * @throws UserError when the package's SQL files are not where packages have them.
 */
export function readSystemTables(program: ServerProgram): string {
  const folders = listShareFolders(program)
  const scripts = ['system_tables', 'system_tables_data'].map((name) => readScript(program, folders, name))
  const lines = scripts.join('\n').split('\n')
  return [
    'CREATE DATABASE IF NOT EXISTS mysql;',
    'USE mysql;',
    // root gets no password that would fit, only the socket of the user root; it is locked at the first start.
    "SET @auth_root_socket='root';",
    ...lines.filter((line) => !line.includes('@current_hostname')),
    '',
  ].join('\n')
}

function listShareFolders(program: ServerProgram): string[] {
  const prefix = program.root === undefined ? dirname(dirname(realpathSync(program.path))) : join(program.root, 'usr')
  return [prefix, '/usr'].flatMap((each) => ['mysql', 'mariadb', '.'].map((name) => join(each, 'share', name)))
}

/** From MariaDB 11 on the files' names begin with `mariadb_`. */
function readScript(program: ServerProgram, folders: readonly string[], name: string): string {
  const places = folders.flatMap((folder) => ['mysql', 'mariadb'].map((brand) => join(folder, `${brand}_${name}.sql`)))
  const path = places.find((place) => existsSync(place))
  if (path) return readFileSync(path, 'utf8')
  throw new UserError({
    name: 'DatabaseServerIncomplete',
    message: `The server program ${program.path} was found, but not the SQL files that belong to it (mysql_${name}.sql).`,
    nextSteps: ['Install the whole server package, or name another server with --mysqld PATH.'],
  })
}
