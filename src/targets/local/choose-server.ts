import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import type { LocalSettings } from '../../settings/settings.ts'
import { findDatabaseServer } from './database/find-server.ts'
import { installDatabaseServer } from './database/install-server.ts'
import type { ServerProgram } from './database/server-program.ts'
import type { LocalPaths } from './paths.ts'

export interface ChooseServerOptions {
  paths: LocalPaths
  /** Install one when none is found. */
  install: boolean
  progress: (detail: string) => void
  signal: AbortSignal
}

/**
 * The database server program that an environment will run: the one named in the settings, or one that is found, or,
 * if that is wanted, one that is installed now.
 * @throws UserError when there is none.
 */
export async function chooseServer(settings: LocalSettings, options: ChooseServerOptions): Promise<ServerProgram> {
  const { paths, install, progress, signal } = options
  try {
    return await findDatabaseServer({ mysqld: settings.mysqld, env: process.env, cacheFolder: paths.cache })
  } catch (error) {
    const missing = error instanceof UserError && error.name === 'DatabaseServerMissing'
    if (!install || !missing) throw error
  }
  const logFile = join(paths.logs, 'install.log')
  return installDatabaseServer({ cacheFolder: paths.cache, env: process.env, logFile, progress, signal })
}
