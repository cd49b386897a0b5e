import { describe, expect, it } from 'vitest'
import { checkVersion, compareSeries } from '../../../src/targets/local/database/server-version.ts'

describe('checkVersion', () => {
  it.each([
    ['mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)', 'mysql', '8.4.3'],
    ['/usr/sbin/mysqld  Ver 8.0.36-0ubuntu0.22.04.1 for Linux on x86_64 ((Ubuntu))', 'mysql', '8.0.36'],
    ['/opt/homebrew/bin/mysqld  Ver 9.1.0 for macos15.0 on arm64 (Homebrew)', 'mysql', '9.1.0'],
    ['/usr/sbin/mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64', 'mariadb', '10.11.19'],
    ['mysqld  Ver 10.6.18-MariaDB for Linux on x86_64 (Alpine Linux)', 'mariadb', '10.6.18'],
    ['mariadbd from 11.4.2-MariaDB, mariadbd  Ver 11.4.2-MariaDB-ubu2404', 'mariadb', '11.4.2'],
  ])('accepts %j', (output, kind, version) => {
    expect(checkVersion(output)).toEqual({ kind, version })
  })

  it.each([
    ['mysqld  Ver 5.7.44 for Linux on x86_64 (MySQL Community Server (GPL))', 'MySQL 5.7.44 is too old, 8.0 or newer'],
    ['mysqld  Ver 10.5.23-MariaDB-0+deb11u1 for debian-linux-gnu', 'MariaDB 10.5.23 is too old, 10.6 or newer'],
    ['BusyBox v1.36', '--version'],
    ['', '--version'],
  ])('refuses %j with a reason', (output, reason) => {
    expect(checkVersion(output)).toEqual({ problem: expect.stringContaining(reason) })
  })
})

describe('compareSeries', () => {
  it('compares numbers, not text, and leaves the patch level out', () => {
    expect(compareSeries('10.11.2', '10.6.20')).toBeGreaterThan(0)
    expect(compareSeries('8.0.40', '8.4.0')).toBeLessThan(0)
    expect(compareSeries('10.11.1', '10.11.19')).toBe(0)
  })
})
