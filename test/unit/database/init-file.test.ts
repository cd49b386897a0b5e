import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { adminStatements, quoteSql, writeInitFile } from '../../../src/targets/local/database/init-file.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

describe('quoteSql', () => {
  it.each([
    ['plain', "'plain'"],
    ["it's", "'it\\'s'"],
    ['a\\', "'a\\\\'"],
    ["\\'; DROP USER root; --", "'\\\\\\'; DROP USER root; --'"],
    ['a\nb\r\0\x1a"', "'a\\nb\\r\\0\\Z\\\"'"],
    ['pässwörd 😀', "'pässwörd 😀'"],
  ])('%j', (text, quoted) => {
    expect(quoteSql(text)).toBe(quoted)
  })
})

describe('adminStatements', () => {
  it('has one statement a line, whatever the password holds', () => {
    const lines = adminStatements({ username: 'ad\nmin', password: "x';\nDROP DATABASE webhook;\n" }).trim().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines.every((line) => line.endsWith(';'))).toBe(true)
  })
})

describe('writeInitFile', () => {
  it('replaces an old file by one that only this user can read, and removes it', async () => {
    const path = join(await makeTemporaryFolder(), 'init.sql')
    await writeFile(path, 'old', { mode: 0o644 })
    const remove = writeInitFile(path, { username: 'admin', password: 'x' }, undefined)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    remove()
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
