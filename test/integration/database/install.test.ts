import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { examineProgram } from '../../../src/targets/local/database/find-server.ts'
import { unpackDebianServer, unpackedRoot } from '../../../src/targets/local/database/unpack-debian.ts'
import { ask, logIn, makeEnvironment, useRealServer } from './environment.ts'

useRealServer()

const DPKG_STATUS = '/var/lib/dpkg/status'
const OURS = /^Package: (?:[a-z0-9-]*mariadb[a-z0-9-]*|[a-z-]*mysql[a-z-]*|libaio1|liburing2|galera-4)$/m

// Fetches 7 MB from the distribution's servers, so only when asked for: TEST_INSTALL=true.
describe.runIf(process.env.TEST_INSTALL === 'true' && existsSync(DPKG_STATUS))('without root on Debian', () => {
  it('fetches and unpacks a server with the libraries that the system lacks, and it runs', async () => {
    const { folder, start } = await makeEnvironment()
    const status = join(folder, 'status')
    const packages = (await readFile(DPKG_STATUS, 'utf8')).split('\n\n')
    await writeFile(status, packages.filter((each) => !OURS.test(each)).join('\n\n'))
    const said: string[] = []
    await unpackDebianServer(folder, {
      env: process.env,
      logFile: join(folder, 'install.log'),
      progress: (detail) => said.push(detail),
      aptOptions: ['-o', `Dir::State::status=${status}`],
    })
    expect(said.join(' ')).toMatch(/fetching \d+ packages unpacking MariaDB/)
    const root = unpackedRoot(folder)
    const program = await examineProgram(join(root, 'usr/sbin/mariadbd'), root)
    if ('reason' in program) throw new Error(program.reason)
    const database = await start({ program, cacheFolder: join(folder, 'cache') })
    const maps = await readFile(`/proc/${database.pid}/maps`, 'utf8')
    expect(maps).toContain(`${root}/usr/sbin/mariadbd`)
    expect(maps).toContain(`${root}/usr/lib`)
    expect(await ask(await logIn(database), 'SELECT 1')).toBe(1)
  })
})
