import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'

/** A database server that tests can start, as far as the products differ. */
export interface ServerProduct {
  name: 'MariaDB' | 'MySQL'
  /** Path of the server program. @throws Error naming it when it is nowhere */
  findServer(): string
  /** Makes the folder with an empty database, whose root has no password. */
  createData(folder: string): Promise<void>
  /** Options of a running server beside those that both products know. */
  options: readonly string[]
}

/** What a server wants that is started by root. */
export const runAsRoot = process.getuid?.() === 0 ? ['--user=root'] : []

/** The system's own MariaDB. */
export const mariadb: ServerProduct = { name: 'MariaDB', findServer, createData, options: [] }

function findServer(): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']
  const found = folders.map((folder) => join(folder, 'mariadbd')).find((path) => existsSync(path))
  if (!found) throw new Error('mariadbd is needed for this test: apt-get install mariadb-server-core')
  return found
}

const sharedFolders = ['/usr/share/mysql', '/usr/share/mariadb', '/usr/local/share/mysql', '/opt/homebrew/share/mysql']

/**
 * Fills a data directory as mariadb-install-db does, less the help tables and the sys schema. The script itself needs
 * programs of the client's package, which need not be installed.
 */
async function createData(data: string): Promise<void> {
  const folder = sharedFolders.find((path) => existsSync(join(path, 'mysql_system_tables.sql')))
  if (!folder) throw new Error(`The server's SQL files are in none of ${sharedFolders.join(', ')}`)
  const scripts = ['mysql_system_tables.sql', 'mysql_performance_tables.sql', 'mysql_system_tables_data.sql']
  const texts = await Promise.all(scripts.map((name) => readFile(join(folder, name), 'utf8')))
  await mkdir(data)
  const sql = `create database mysql;\nuse mysql;\nSET @auth_root_socket=NULL;\n${texts.join('\n')}`
  const options = ['--no-defaults', ...runAsRoot, `--datadir=${data}`, `--tmpdir=${data}`]
  await runToEnd(findServer(), [...options, '--bootstrap', '--log-warnings=0'], sql)
}

/** Runs a server that ends by itself. @throws Error with its output when it fails */
export async function runToEnd(program: string, options: readonly string[], input = ''): Promise<void> {
  const server = spawn(program, options, { stdio: ['pipe', 'ignore', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => server.once('exit', resolve).once('error', reject))
  // A program that ends without reading its input breaks the pipe; its exit code tells what was wrong.
  server.stdin.on('error', () => undefined)
  server.stdin.end(input)
  const [code, output] = await Promise.all([ended, text(server.stderr)])
  if (code !== 0) throw new Error(`The data directory could not be made: ${output}`)
}
