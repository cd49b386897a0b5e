import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Debian packages by the program that they bring. */
const packages = { sysbench: 'sysbench', haproxy: 'haproxy', mariadbd: 'mariadb-server-core', strace: 'strace' }

/** The packages of programs that are nowhere to be found. */
export function findMissing() {
  return Object.entries(packages).flatMap(([program, name]) => (findProgram(program) ? [] : [name]))
}

/** @param {string} name */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}
