import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../src/errors.ts'
import { findDatabaseServer } from '../src/targets/local/database/find-server.ts'
import { installDatabaseServer } from '../src/targets/local/database/install-server.ts'
import { cacheFolder } from '../src/targets/local/paths.ts'

/**
 * What the whole suite needs, once: dist/, because end-to-end tests and child processes run the built program, and a
 * MySQL-compatible server, installed as `--install-database` does when there is none.
 */
export default async function prepareSuite(): Promise<void> {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  try {
    await findDatabaseServer({ mysqld: '', env: process.env, cacheFolder: cacheFolder() })
  } catch (error) {
    if (!(error instanceof UserError) || error.name !== 'DatabaseServerMissing') throw error
    await install()
  }
}

async function install(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'install-'))
  const progress = (detail: string) => process.stderr.write(`Database server: ${detail}\n`)
  await installDatabaseServer({
    cacheFolder: cacheFolder(),
    env: process.env,
    logFile: join(folder, 'install.log'),
    progress,
  })
  rmSync(folder, { recursive: true, force: true })
}
