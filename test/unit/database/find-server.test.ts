import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { findDatabaseServer } from '../../../src/targets/local/database/find-server.ts'
import { listSearchPlaces } from '../../../src/targets/local/database/search-places.ts'
import { unpackedRoot } from '../../../src/targets/local/database/unpack-debian.ts'
import { makeTemporaryFolder, writeProgram } from './temporary-folder.ts'

const MYSQL = 'mysqld  Ver 8.4.3 for Linux on x86_64 (MySQL Community Server - GPL)'
const MARIADB = 'mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64'
const OLD = 'mysqld  Ver 5.7.44 for Linux on x86_64 (MySQL Community Server (GPL))'

function findAt(places: string[], cacheFolder?: string) {
  return findDatabaseServer({ mysqld: '', env: {}, places, ...(cacheFolder === undefined ? {} : { cacheFolder }) })
}

describe('findDatabaseServer', () => {
  it('takes the first usable program and passes over what is missing, a folder or not executable', async () => {
    const folder = await makeTemporaryFolder()
    await mkdir(join(folder, 'directory'))
    await writeFile(join(folder, 'text'), 'not a program', { mode: 0o644 })
    const path = await writeProgram(join(folder, 'mysqld'), MYSQL)
    const other = await writeProgram(join(folder, 'mariadbd'), MARIADB)
    const places = ['missing', 'directory', 'text'].map((name) => join(folder, name))
    expect(await findAt([...places, path, other])).toEqual({ kind: 'mysql', version: '8.4.3', path })
    expect(await findAt([...places, other, path])).toEqual({ kind: 'mariadb', version: '10.11.19', path: other })
  })

  it('passes over one that is too old', async () => {
    const folder = await makeTemporaryFolder()
    const old = await writeProgram(join(folder, 'old'), OLD)
    const path = await writeProgram(join(folder, 'new'), MARIADB)
    expect(await findAt([old, path])).toMatchObject({ kind: 'mariadb', path })
  })

  it('names the program behind a link', async () => {
    const folder = await makeTemporaryFolder()
    const path = await writeProgram(join(folder, 'mariadbd'), MARIADB)
    await symlink(path, join(folder, 'mysqld'))
    expect(await findAt([join(folder, 'mysqld')])).toMatchObject({ kind: 'mariadb', path })
  })

  it('finds a server that was unpacked into the cache folder, after the installed ones', async () => {
    const folder = await makeTemporaryFolder()
    const root = unpackedRoot(folder)
    const unpacked = await writeProgram(join(root, 'usr/sbin/mariadbd'), MARIADB)
    expect(await findAt([], folder)).toEqual({ kind: 'mariadb', version: '10.11.19', path: unpacked, root })
    const installed = await writeProgram(join(folder, 'mysqld'), MYSQL)
    expect(await findAt([installed], folder)).toMatchObject({ path: installed })
  })

  it('says what is missing, how to install it, and why what was found does not do', async () => {
    const folder = await makeTemporaryFolder()
    const old = await writeProgram(join(folder, 'old'), OLD)
    const broken = await writeProgram(join(folder, 'broken'), '', 127)
    const error = await findAt([old, broken]).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    const { name, message, nextSteps } = error as UserError
    expect(name).toBe('DatabaseServerMissing')
    expect(message).toContain(`${old} cannot be used: MySQL 5.7.44 is too old`)
    expect(message).toContain(`${broken} cannot be used`)
    expect(nextSteps.join(' ')).toContain('--mysqld PATH')
  })

  it('takes the named program only', async () => {
    const folder = await makeTemporaryFolder()
    const path = await writeProgram(join(folder, 'mine'), MYSQL)
    expect(await findDatabaseServer({ mysqld: path, env: {} })).toEqual({ kind: 'mysql', version: '8.4.3', path })
  })

  it.each([
    ['missing', 'there is no such file'],
    ['text', 'it is not an executable file'],
    ['old', 'too old'],
    ['other', '--version'],
  ])('refuses the named program when it is %s', async (name, reason) => {
    const folder = await makeTemporaryFolder()
    await writeFile(join(folder, 'text'), 'no program', { mode: 0o644 })
    await writeProgram(join(folder, 'old'), OLD)
    await writeProgram(join(folder, 'other'), 'git version 2.39')
    const refused = findDatabaseServer({ mysqld: join(folder, name), env: process.env })
    await expect(refused).rejects.toMatchObject({
      name: 'DatabaseServerUnusable',
      message: expect.stringContaining(reason),
    })
  })
})

describe('listSearchPlaces', () => {
  it('has PATH first, then the folders of packages that are not in it, without relative ones', () => {
    const places = listSearchPlaces('/first:relative::/usr/bin')
    expect(places.slice(0, 4)).toEqual(['/first/mysqld', '/first/mariadbd', '/usr/bin/mysqld', '/usr/bin/mariadbd'])
    expect(places).toContain('/usr/sbin/mariadbd')
    expect(places).toContain('/usr/libexec/mysqld')
    expect(places).toContain('/opt/homebrew/opt/mariadb/bin/mariadbd')
    expect(places.every((place) => place.startsWith('/'))).toBe(true)
    expect(new Set(places).size).toBe(places.length)
  })
})
