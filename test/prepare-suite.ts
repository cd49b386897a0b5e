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
export default async function prepareSuite(): Promise<() => void> {
  const stateHome = keepApart()
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
  try {
    await findDatabaseServer({ mysqld: '', env: process.env, cacheFolder: cacheFolder() })
  } catch (error) {
    if (!(error instanceof UserError) || error.name !== 'DatabaseServerMissing') throw error
    await install()
  }
  return () => rmSync(stateHome, { recursive: true, force: true })
}

/** No test learns from or writes to what this user has deployed, or finds this user's AWS account by accident. */
function keepApart(): string {
  const stateHome = mkdtempSync(join(tmpdir(), 'state-home-'))
  process.env.XDG_STATE_HOME = stateHome
  if (process.env.RDS_PROXY_WEBHOOK_TEST_AWS === '1') return stateHome
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  process.env.AWS_CONFIG_FILE = join(stateHome, 'no-config')
  process.env.AWS_SHARED_CREDENTIALS_FILE = join(stateHome, 'no-credentials')
  process.env.AWS_EC2_METADATA_DISABLED = 'true'
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  return stateHome
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
