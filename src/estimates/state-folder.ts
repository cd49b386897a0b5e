import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where the program keeps what it has learned, for this user: `XDG_STATE_HOME`, else the platform's usual place.
 * Source: XDG Base Directory Specification, which also says that a relative path in the variable is to be ignored.
 */
export function stateFolder(): string {
  const stated = process.env.XDG_STATE_HOME
  const base = stated && isAbsolute(stated) ? stated : join(homedir(), ...usualPlace())
  return join(base, 'rds-proxy-webhook')
}

function usualPlace(): string[] {
  return process.platform === 'darwin' ? ['Library', 'Application Support'] : ['.local', 'state']
}
