import type { ServerProgram } from './server-program.ts'

/** Oldest releases that this program is made for. */
const OLDEST = { mysql: [8, 0], mariadb: [10, 6] } as const

export type CheckedVersion = Pick<ServerProgram, 'kind' | 'version'> | { problem: string }

/**
 * Reads what `mysqld --version` or `mariadbd --version` prints, such as
 * `mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)` or
 * `mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)`.
 */
export function checkVersion(output: string): CheckedVersion {
  const [, version, major, minor] = /\bVer ((\d+)\.(\d+)\.\d+)/.exec(output) ?? []
  if (!version) return { problem: 'its answer to --version is not that of a MySQL or MariaDB server' }
  const kind = /mariadb/i.test(output) ? 'mariadb' : 'mysql'
  const [oldestMajor, oldestMinor] = OLDEST[kind]
  const isOld = compareNumbers([Number(major), Number(minor)], [oldestMajor, oldestMinor]) < 0
  if (!isOld) return { kind, version }
  const name = kind === 'mariadb' ? 'MariaDB' : 'MySQL'
  return { problem: `${name} ${version} is too old, ${oldestMajor}.${oldestMinor} or newer is needed` }
}

/** Compares the series (the first two numbers) of two versions: below 0 when the first is older. */
export function compareSeries(first: string, second: string): number {
  return compareNumbers(readSeries(first), readSeries(second))
}

function readSeries(version: string): [number, number] {
  const [major, minor] = version.split('.').map(Number)
  return [major ?? 0, minor ?? 0]
}

function compareNumbers(first: readonly [number, number], second: readonly [number, number]): number {
  return first[0] - second[0] || first[1] - second[1]
}
