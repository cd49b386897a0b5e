import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the program keeps what it can make or ask for again, for this user: XDG_CACHE_HOME, else the platform's usual place. */
export function cacheFolder(): string {
  const base =
    process.env.XDG_CACHE_HOME ??
    (process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache'))
  return join(base, 'rds-proxy-webhook')
}
